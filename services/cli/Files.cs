using System.Text;

namespace Basin.Cli;

/// <summary>Reading what a command was pointed at; <c>-</c> is standard input.</summary>
public static class Files
{
    /// <summary>As the services' own limit on a request body.</summary>
    public const int BytesMax = 4 * 1024 * 1024;

    public static async Task<byte[]> Read(string path, CommandStreams streams)
    {
        try
        {
            await using var file = path == "-" ? streams.Input : File.OpenRead(path);
            using var content = new MemoryStream();
            var piece = new byte[64 * 1024];
            for (int read; (read = await file.ReadAsync(piece)) > 0;)
            {
                if (content.Length + read > BytesMax) throw new CommandFailureException($"{path}: larger than {BytesMax} bytes.");
                content.Write(piece, 0, read);
            }

            return content.ToArray();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandFailureException($"{path}: {problem.Message}");
        }
    }

    /// <exception cref="CommandFailureException">The file is not UTF-8.</exception>
    public static async Task<string> ReadText(string path, CommandStreams streams)
    {
        var bytes = await Read(path, streams);
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsSpan(3) : bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new CommandFailureException($"{path}: not UTF-8 text.");
        }
    }
}
