namespace Carousel.Jobs.Options;

/// <summary>When a job refuses an option.</summary>
/// <param name="cases">Another option and its value; null for any case.</param>
internal sealed class OptionRefusals(IReadOnlyList<(OptionDeclaration? With, object? Value)> cases)
{
    /// <summary>Whether the job refuses it in any case.</summary>
    public bool Always => cases.Any(c => c.With is null);

    /// <summary>The other options with which the job refuses it, as a sentence behind a blank; empty for none.</summary>
    public string Words
    {
        get
        {
            string[] others =
            [
                .. cases.Where(c => c.With is not null).Select(
                    c => $"--{c.With!.Name}{(c.With.IsSwitch ? "" : $" {OptionValues.Text(c.With, c.Value!)}")}"),
            ];
            return others.Length == 0 ? "" : $" Not with {string.Join(" or ", others)}.";
        }
    }

    /// <summary>Whether the job refuses it beside what is asked for.</summary>
    /// <param name="asked">Options of the job.</param>
    public bool Holds(DeclaredOptions asked) =>
        cases.Any(c => c.With is null || Equals(c.With.ValueIn(asked), c.Value));
}
