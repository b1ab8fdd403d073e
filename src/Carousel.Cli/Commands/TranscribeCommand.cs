using System.CommandLine;
using Carousel.Cli.Options;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Speech;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel transcribe</c>: learns to write down what is said in recordings.</summary>
internal sealed class TranscribeCommand : JobCommand
{
    private readonly Argument<string?> _data = new("data.tsv")
    {
        Description = "A WAV file's name, a tab and what is said in it on each line; or a folder with such a table. Without it: strings of bundled spoken digits.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly TranscribeOptionSet _transcribe = new();

    /// <inheritdoc/>
    public override string Name => "transcribe";

    /// <inheritdoc/>
    public override string Summary => "Learn to write down what is said in recordings, with the time of each word.";

    /// <inheritdoc/>
    public override string Example => "carousel transcribe samples/spoken_digits.tsv --join 3-7 --epochs 2 --out out/digits";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_data];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups =>
        [_transcribe.Table, _transcribe.Hearing, _transcribe.Variation, _transcribe.Decoding, _transcribe.Parts, Fit.Model, Fit.Training, Run.Group];

    /// <inheritdoc/>
    public override IJobPlan MakePlan(ParseResult result)
    {
        string? data = result.GetValue(_data);
        SpeechOptions options = _transcribe.Read(result, Fit.Read(result, Run.Threads(result)));
        options = data is null ? SpeechSample.Fill(options) : options;
        return SpeechPlan.Make(SpeechData.Read(data ?? SpeechSample.Find(), options), options);
    }

    /// <inheritdoc/>
    protected override string DataOf(ParseResult result) => result.GetValue(_data) ?? SpeechSample.Name;
}
