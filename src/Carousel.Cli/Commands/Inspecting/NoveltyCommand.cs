using System.CommandLine;
using Carousel.Cli.Options;
using Carousel.Jobs.Inspecting;
using Carousel.Jobs.Inspecting.Novelty;

namespace Carousel.Cli.Commands.Inspecting;

/// <summary><c>carousel inspect novelty</c>: where the states leave what they were.</summary>
internal sealed class NoveltyCommand : InspectionCommand
{
    private readonly Option<int?> _window = OptionKinds.Whole("--window", "Steps of the window ahead and of the one behind. Default: a fiftieth of the sequence, 16 to 500.");
    private readonly Option<double?> _falseAlarms = OptionKinds.Number("--false-alarms", "Boundaries that a sequence of one source may have on average. Default 0.05.");
    private readonly Option<int?> _acts = OptionKinds.Whole("--acts", "Exactly so many acts instead.");
    private readonly Option<string?> _chapters = OptionKinds.Text("--chapters", "PATTERN|COLUMN", "Compare with headings, of a text by a regular expression over its lines; of a table with the changes of a column.");
    private readonly Option<int?> _permutations = OptionKinds.Whole("--permutations", "Random divisions for chance. Default 2000.");
    private readonly StateOptionSet _states = new("the highest");

    /// <inheritdoc/>
    public override string Name => "inspect novelty";

    /// <inheritdoc/>
    public override string Summary => "Find where the state leaves what it was: boundaries, acts, chapters.";

    /// <inheritdoc/>
    public override string Example => "carousel inspect novelty out/moby/model.safetensors samples/moby_dick.txt --acts 3 --chapters ^CHAPTER";

    /// <inheritdoc/>
    protected override IReadOnlyList<OptionGroup> Own => [new("Novelty", [_window, _falseAlarms, _acts, _chapters, _permutations, .. _states.Options])];

    /// <inheritdoc/>
    protected override IReadOnlyList<Look> Looks(ParseResult result, InspectionSubject subject)
    {
        var options = new NoveltyOptions { Window = result.GetValue(_window), Acts = result.GetValue(_acts), Chapters = result.GetValue(_chapters), States = _states.Read(result) };
        return
        [
            new NoveltyLook(options with
            {
                FalseAlarms = result.GetValue(_falseAlarms) ?? options.FalseAlarms,
                Permutations = result.GetValue(_permutations) ?? options.Permutations,
            }),
        ];
    }
}
