namespace Basin.Rules.Terms;

/// <summary>One thing that keeps a document from being signed.</summary>
/// <param name="Place">JSON path, such as <c>clauses[0].pay</c> or <c>define.P</c>; empty where it is about the whole document.</param>
/// <param name="Line">Line inside the formula text, from 1; 0 where the problem is not inside a formula.</param>
/// <param name="Column">Character inside that line, from 1; 0 where the problem is not inside a formula.</param>
/// <param name="Code">Stable machine name in kebab case, such as <c>unit-mismatch</c>.</param>
/// <param name="Sentence">One Chinese sentence for the drafter.</param>
public sealed record Problem(string Place, int Line, int Column, string Code, string Sentence);
