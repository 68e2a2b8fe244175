using System.Runtime.CompilerServices;

// The laws of the domains of values are tested directly, below what documents can reach.
[assembly: InternalsVisibleTo("Basin.Rules.Tests")]
