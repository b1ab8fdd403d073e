namespace Carousel.Architecture.Tests.Rules;

/// <summary>
/// A source file is UTF-8 without a mark at its start, its lines end with line feeds, and so does the file. Spaces are
/// checked by the compiler: IDE0055.
/// </summary>
internal static class LineEndRule
{
    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    public static IEnumerable<string> Violations(string path, byte[] bytes)
    {
        if (bytes.AsSpan().StartsWith(Mark))
        {
            yield return $"{path}: begins with a byte order mark; save it as UTF-8 without one.";
        }

        if (bytes.AsSpan().Contains((byte)'\r'))
        {
            yield return $"{path}: has a carriage return; end its lines with line feeds only.";
        }

        if (bytes.Length > 0 && bytes[^1] != '\n')
        {
            yield return $"{path}: does not end with a line feed; add one.";
        }
    }
}
