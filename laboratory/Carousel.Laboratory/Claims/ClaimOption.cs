using System.Globalization;
using Carousel.Data;
using Carousel.Inspection.Looks;

namespace Carousel.Laboratory.Claims;

/// <summary>An option of a claim with its admissible values.</summary>
/// <param name="Name">Its name on the command line without dashes: such as <c>cell</c>.</param>
/// <param name="Values">The admissible values; empty for a whole number or steps.</param>
/// <param name="Description">What it does, in a sentence.</param>
internal sealed record ClaimOption(string Name, IReadOnlyList<string> Values, string Description)
{
    /// <summary>The least whole number.</summary>
    public int Least { get; init; } = 1;

    /// <summary>The greatest whole number.</summary>
    public int Most { get; init; } = int.MaxValue;

    /// <summary>Whether it takes steps, such as <c>3</c> or <c>1..8</c>.</summary>
    public bool IsSteps { get; init; }

    /// <summary>An option that takes steps, counted from 1.</summary>
    /// <param name="name">Its name on the command line without dashes.</param>
    /// <param name="most">The last step.</param>
    /// <param name="description">What it does, in a sentence.</param>
    /// <returns>The option.</returns>
    public static ClaimOption Steps(string name, int most, string description) =>
        new(name, [], description) { Most = most, IsSteps = true };

    /// <summary>The steps that were given.</summary>
    /// <param name="given">As it was typed.</param>
    /// <returns>From <see cref="Least"/> to <see cref="Most"/>.</returns>
    /// <exception cref="DataFormatException">It names no steps, or some that are not within the bounds.</exception>
    public StepRange ReadSteps(string given) =>
        StepRange.TryParse(given, out StepRange steps) && steps.First >= Least && steps.Last <= Most
            ? steps
            : throw new DataFormatException(
                $"--{Name} must be a step of {Least}…{Most}, or several such as 1..8, but is {given}.");

    /// <summary>An option that takes a whole number.</summary>
    /// <param name="name">Its name on the command line without dashes.</param>
    /// <param name="least">The least value.</param>
    /// <param name="most">The greatest value.</param>
    /// <param name="description">What it does, in a sentence.</param>
    /// <returns>The option.</returns>
    public static ClaimOption Whole(string name, int least, int most, string description) =>
        new(name, [], description) { Least = least, Most = most };

    /// <summary>The whole number that was given.</summary>
    /// <param name="given">As it was typed.</param>
    /// <returns>From <see cref="Least"/> to <see cref="Most"/>.</returns>
    /// <exception cref="DataFormatException">It is not a whole number, or not within the bounds.</exception>
    public int ReadWhole(string given) =>
        int.TryParse(given, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            && number >= Least && number <= Most
            ? number
            : throw new DataFormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"--{Name} must be a whole number of {Least:N0}…{Most:N0}, but is {given}."));
}
