namespace Carousel.Architecture.Tests.Rules;

/// <summary>A source file fits in four hundred lines, and a line of C# in 120 characters.</summary>
internal static class LengthRule
{
    private const int MaxLines = 400;
    private const int MaxCharacters = 120;

    public static IEnumerable<string> Violations(SourceFile file)
    {
        string[] lines = file.Text.TrimEnd('\n').Split('\n');
        if (lines.Length > MaxLines)
        {
            yield return $"{file.Path}: has {lines.Length} lines, more than {MaxLines}; split it by what it does.";
        }

        if (!file.Path.EndsWith(".cs", StringComparison.Ordinal))
        {
            yield break;
        }

        for (int l = 0; l < lines.Length; l++)
        {
            int characters = lines[l].EnumerateRunes().Count();
            if (characters > MaxCharacters)
            {
                yield return $"{file.Path}:{l + 1}: has {characters} characters, more than {MaxCharacters}; name a "
                    + $"part of it, or break it where a reader would.";
            }
        }
    }
}
