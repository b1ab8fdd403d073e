using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Inspection.Looks;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel inspect compare</c>: do gates behave differently between two conditions?</summary>
internal sealed class CompareCommand() : InspectionCommand(
    "inspect compare", "Compare gates between two conditions: patients and controls, days with and without therapy.",
    "carousel inspect compare out/classes/model.safetensors samples/film_reviews.tsv --group label "
    + "--most-sequences 200")
{
    private readonly Option<string?> _group = OptionKinds.Text(
        "--group", "COLUMN",
        "The column of the two conditions, such as patients and controls. Default: none; it must be given.");
    private readonly Option<string?> _subject = OptionKinds.Text(
        "--subject", "COLUMN", "The column of subjects. Default: each sequence is one.");
    private readonly Option<string?> _session = OptionKinds.Text(
        "--session", "COLUMN", "The column of sessions, such as days. Default: each sequence is one.");
    private readonly Option<ExchangedUnit?> _unit = OptionKinds.Choice(
        "--unit", "Unit of exchange. Default: subjects if each has one condition, else sessions.",
        ("subject", ExchangedUnit.Subject), ("session", ExchangedUnit.Session));

    private readonly Option<int?> _permutations = OptionKinds.Whole(
        "--permutations", "Number of random exchanges. Default 2000.");

    /// <inheritdoc/>
    protected override IReadOnlyList<OptionGroup> Own =>
        [new("Conditions", [_group, _subject, _session, _unit, _permutations])];

    /// <inheritdoc/>
    protected override IReadOnlyList<Look> Looks(ParseResult result, InspectionSubject subject)
    {
        string group = result.GetValue(_group)
            ?? throw new UsageException("inspect compare needs --group, the column of the two conditions.");
        var options = new ComparisonOptions(group)
        {
            Subject = result.GetValue(_subject),
            Session = result.GetValue(_session),
            Unit = result.GetValue(_unit),
        };
        return [
            new ComparisonLook(options with { Permutations = result.GetValue(_permutations) ?? options.Permutations }),
        ];
    }
}
