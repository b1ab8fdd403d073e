using Carousel.Jobs.Fitting;

namespace Carousel.Inspection.Looks;

/// <summary>Brackets and quotation marks in a text, counted step by step: what holds after a step was read.</summary>
internal static class StepMarks
{
    private const int DeepestDepth = 1000;

    /// <summary>How many brackets are open; one that closes without an open one changes nothing.</summary>
    /// <param name="names">What the steps are; a step may hold several characters.</param>
    /// <param name="pair">The opening bracket and the closing one.</param>
    /// <exception cref="OptionException">They are not two different characters.</exception>
    public static double?[] Depth(IReadOnlyList<string> names, string pair)
    {
        if (pair.Length != 2 || pair[0] == pair[1])
        {
            throw new OptionException(
                $"{{Property}} depth: needs an opening and a closing character, such as depth:(), but has '{pair}'.");
        }

        var depths = new double?[names.Count];
        int depth = 0;
        for (int t = 0; t < depths.Length; t++)
        {
            foreach (char c in names[t])
            {
                depth = c == pair[0] ? Math.Min(depth + 1, DeepestDepth)
                    : c == pair[1] ? Math.Max(depth - 1, 0)
                    : depth;
            }

            depths[t] = depth;
        }

        return depths;
    }

    /// <summary>
    /// Whether a quotation is open. Straight marks open and close by turns; an empty line ends what was never closed,
    /// as a new paragraph does in print.
    /// </summary>
    /// <param name="names">What the steps are.</param>
    public static string?[] Quotes(IReadOnlyList<string> names)
    {
        var inside = new string?[names.Count];
        bool isOpen = false;
        char last = '\0';
        for (int t = 0; t < inside.Length; t++)
        {
            foreach (char c in names[t])
            {
                isOpen = c switch
                {
                    '"' => !isOpen,
                    '“' or '„' or '«' => true,
                    '”' or '»' => false,
                    '\n' when last == '\n' => false,
                    _ => isOpen,
                };
                last = c;
            }

            inside[t] = isOpen ? "inside" : "outside";
        }

        return inside;
    }
}
