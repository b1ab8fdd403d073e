using System.CommandLine;
using Carousel.Cli.Options;
using Carousel.Tasks.Classification;
using Carousel.Tasks.Jobs;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel classify</c>: learns to put whole sequences into classes, numbers or texts.</summary>
internal sealed class ClassifyCommand : JobCommand
{
    private readonly Argument<string?> _data = new("data")
    {
        Description = "Sequences with classes: .ts, a table of texts, of steps with --id, or of WAV files, or a folder of WAV files for each class. Without it: bundled texts.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly ClassOptionSet _class = new();
    private readonly SoundOptionSet _sound = new(ClassSound.Features, ClassSound.Variation, ClassSound.Masking.BandMasks);

    /// <inheritdoc/>
    public override string Name => "classify";

    /// <inheritdoc/>
    public override string Summary => "Train on sequences or texts with classes, measure it against simple rules.";

    /// <inheritdoc/>
    public override string Example => $"carousel classify {SampleTexts.Name} --epochs 2 --ensemble 1 --out out/classes";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_data];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups =>
        [_class.Columns, _class.Classes, Fit.Model, _class.Learning, _sound.Group, Fit.Training, _class.Cells, Run.Group];

    /// <inheritdoc/>
    public override IJobPlan MakePlan(ParseResult result)
    {
        ClassOptions options = _class.Read(result, Fit.Read(result, Run.Threads(result))) with { Sound = _sound.Read(result) };
        ClassReadOptions reading = _class.Reading(result) with { Sound = options.Sound.Over(ClassSound.Features) };
        ClassData data = result.GetValue(_data) is { } file ? ClassFiles.Read(file, reading) : SampleTexts.Read(reading);
        ClassData? test = _class.TestFile(result) is { } other ? ClassFiles.Read(other, reading) : null;
        return ClassPlan.Make(data, test, options, reading);
    }

    /// <inheritdoc/>
    protected override string DataOf(ParseResult result) => result.GetValue(_data) ?? SampleTexts.Name;
}
