using System.CommandLine;
using Carousel.Cli.Options;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Music;
using Carousel.Tasks.Reading;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel music</c>: learns which keys sound next in pieces of music, measures itself on others, plays.</summary>
internal sealed class MusicCommand : JobCommand
{
    private const string Sample = "samples/four_part_rules.json";

    private readonly Argument<string?> _data = new("music")
    {
        Description = "Pieces as JSON, a piano roll as CSV, a MIDI file or a folder of them. Without it: the bundled pieces.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int?> _stepsPerQuarter = OptionKinds.Whole("--steps-per-quarter", "Steps of a quarter note in MIDI files, 1 to 48. Default 1.");
    private readonly Option<double?> _inputDropout = OptionKinds.Number("--input-dropout", "Share of the inputs dropped while training. Default 0.1.");
    private readonly Option<double?> _recurrentDropout = OptionKinds.Number("--recurrent-dropout", "Share of the state that gates do not see while training. Default 0.3.");
    private readonly Option<int?> _transpose = OptionKinds.Whole("--transpose", "Moves training pieces by up to this many semitones, 0 to 12. Default 0.");
    private readonly Option<int?> _generate = OptionKinds.Whole("--generate", "Steps to play into generated.mid. Default 64.");
    private readonly Option<double?> _temperature = OptionKinds.Number("--temperature", "Below 1 it plays more surely, above 1 more daringly. Default 1.");
    private readonly Option<double?> _tempo = OptionKinds.Number("--tempo", "Quarter notes a minute of what it plays. Default 90.");

    /// <inheritdoc/>
    public override string Name => "music";

    /// <inheritdoc/>
    public override string Summary => "Learn which notes sound next in pieces of music, and play.";

    /// <inheritdoc/>
    public override string Example => "carousel music samples/four_part_rules.json --hidden 64 --epochs 5 --out out/music";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_data];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups =>
    [
        new OptionGroup("Music", [_stepsPerQuarter, _transpose, _inputDropout, _recurrentDropout]),
        new OptionGroup("Playing", [_generate, _temperature, _tempo]),
        Fit.Model, Fit.Training, Run.Group,
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> DefaultSearch =>
        ["hidden=32..256", "learning-rate=1e-3..1e-2", "dropout=0.2..0.7", "input-dropout=0,0.1,0.2", "recurrent-dropout=0,0.2,0.4"];

    /// <inheritdoc/>
    public override IJobPlan MakePlan(ParseResult result)
    {
        var options = new MusicOptions
        {
            Fit = Fit.Read(result, Run.Threads(result)),
            StepsPerQuarter = result.GetValue(_stepsPerQuarter) ?? 1,
            Transpose = result.GetValue(_transpose),
            InputDropout = result.GetValue(_inputDropout),
            RecurrentDropout = result.GetValue(_recurrentDropout),
            Generate = result.GetValue(_generate) ?? 64,
            Temperature = result.GetValue(_temperature) ?? 1,
            Tempo = result.GetValue(_tempo) ?? 90,
        };
        MusicSet set = result.GetValue(_data) is { } file
            ? MusicReader.Read(file, options.StepsPerQuarter)
            : MusicReader.Read(SampleFile.Find(Sample)) with { Name = Sample };
        return MusicPlan.Make(set, options);
    }

    /// <inheritdoc/>
    protected override string DataOf(ParseResult result) => result.GetValue(_data) ?? Sample;
}
