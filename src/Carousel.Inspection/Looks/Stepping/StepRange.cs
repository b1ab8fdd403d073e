using System.Globalization;

namespace Carousel.Inspection.Looks;

/// <summary>A step, or several one after the other.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last; the same for one step.</param>
internal readonly record struct StepRange(int First, int Last)
{
    private const string Dots = "..";

    /// <summary>How many.</summary>
    public int Count => Last - First + 1;

    /// <summary>One step.</summary>
    public static implicit operator StepRange(int step) => new(step, step);

    /// <summary>Reads what was typed: <c>3</c>, or <c>1..8</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="range">The steps.</param>
    /// <returns>Whether it is such a text, its steps not negative and in order.</returns>
    public static bool TryParse(string text, out StepRange range)
    {
        int dots = text.IndexOf(Dots, StringComparison.Ordinal);
        string first = dots < 0 ? text : text[..dots], last = dots < 0 ? text : text[(dots + Dots.Length)..];
        bool isRange = TryStep(first, out int from) & TryStep(last, out int to) && from <= to;
        range = new StepRange(from, to);
        return isRange;
    }

    /// <inheritdoc/>
    public override string ToString() => Invariant.Of(
        $"{(Count == 1 ? $"{First}" : $"{First}{Dots}{Last}")}");

    private static bool TryStep(string text, out int step) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out step);
}
