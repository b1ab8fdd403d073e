using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Jobs.Inspecting;
using Carousel.Jobs.Inspecting.Probes;

namespace Carousel.Cli.Commands.Inspecting;

/// <summary><c>carousel inspect probe</c>: what can be read from states.</summary>
internal sealed class ProbeCommand : InspectionCommand
{
    private readonly Option<string?> _property = OptionKinds.Text("--property", "NAME", $"A column of the data's table, or made from the steps: {string.Join(", ", ProbeOptions.StepProperties)}.");
    private readonly Option<string?> _labels = OptionKinds.Text("--labels", "FILE", "CSV with the columns sequence, step (from 0) and label, in place of a property; of a genome GFF3 (coding or not) or BED.");
    private readonly Option<int?> _delay = OptionKinds.Whole("--delay", "How many steps back the property lies. Default 0.");
    private readonly Option<ReadAs?> _as = OptionKinds.Choice("--as", "Read it as numbers or as classes. Default: numbers where all are, and more than two.", ("numbers", ReadAs.Numbers), ("classes", ReadAs.Classes));
    private readonly Option<ProbeKinds?> _kind = OptionKinds.Choice("--kind", "Linear probes, ones with a hidden layer, or both. Default both.", ("linear", ProbeKinds.Linear), ("hidden", ProbeKinds.Hidden), ("both", ProbeKinds.Both));
    private readonly Option<int?> _units = OptionKinds.Whole("--probe-units", "Units of the probe's hidden layer. Default 64.");
    private readonly Option<int?> _folds = OptionKinds.Whole("--folds", "Parts of whole sequences, each read by a probe that has not seen it. Default 5.");
    private readonly Option<int?> _most = OptionKinds.Whole("--most-steps", "Steps that are probed at most, evenly spread. Default 20,000.");
    private readonly Option<bool> _noAblation = OptionKinds.Switch("--no-ablation", "Leave out measuring the loss without the directions that are read.");
    private readonly StateOptionSet _states = new("the highest");

    private enum ReadAs
    {
        Numbers,
        Classes,
    }

    /// <inheritdoc/>
    public override string Name => "inspect probe";

    /// <inheritdoc/>
    public override string Summary => "Ask what can be read from states: probes with control tasks, and what the model loses without it.";

    /// <inheritdoc/>
    public override string Example => "carousel inspect probe out/moby/model.safetensors samples/moby_dick.txt --property quotes --kind linear";

    /// <inheritdoc/>
    protected override IReadOnlyList<OptionGroup> Own =>
        [new("Probe", [_property, _labels, _delay, _as, _kind, _units, _folds, _most, _noAblation, .. _states.Options])];

    /// <inheritdoc/>
    protected override IReadOnlyList<Look> Looks(ParseResult result, InspectionSubject subject)
    {
        (string? property, string? labels) = (result.GetValue(_property), result.GetValue(_labels));
        if (property is null && labels is null)
        {
            throw new UsageException($"inspect probe needs --property, a column of the data or one of {string.Join(", ", ProbeOptions.StepProperties)}; or --labels with a file.");
        }

        return
        [
            new ProbeLook(new ProbeOptions
            {
                Property = property ?? "",
                Labels = labels,
                Delay = result.GetValue(_delay) ?? 0,
                AsNumbers = result.GetValue(_as) is { } read ? read == ReadAs.Numbers : null,
                Kinds = result.GetValue(_kind) ?? ProbeKinds.Both,
                HiddenUnits = result.GetValue(_units) ?? 64,
                Folds = result.GetValue(_folds) ?? 5,
                MostSteps = result.GetValue(_most) ?? 20_000,
                States = _states.Read(result),
                Ablates = !result.GetValue(_noAblation),
            }),
        ];
    }
}
