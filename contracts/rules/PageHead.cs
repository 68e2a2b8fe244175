namespace Basin.Rules;

/// <summary>How every page for people begins: no script, no font, no address, and nothing that leads elsewhere.</summary>
public static class PageHead
{
    /// <summary>The faces of a page, of what its reader's machine has.</summary>
    public const string Faces = "\"Noto Sans CJK SC\", \"Source Han Sans SC\", \"Microsoft YaHei\", \"PingFang SC\", sans-serif";

    /// <summary>Up to where the title and the sheet of style stand.</summary>
    public const string Start =
        """
        <!DOCTYPE html>
        <html lang="zh-CN">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">

        """;
}
