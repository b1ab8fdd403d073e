using System.CommandLine;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Language;
using Carousel.Tasks.Reading;
using Carousel.Training.Observers;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel language</c>: trains a model of a text, measures it against n-grams, lets it speak.</summary>
internal sealed class LanguageCommand : JobCommand
{
    private readonly Argument<string?> _data = new("text")
    {
        Description = "A text in UTF-8, or sequences in FASTA. Without it: the bundled text.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly LanguageOptionSet _language = new();

    /// <inheritdoc/>
    public override string Name => "language";

    /// <inheritdoc/>
    public override string Summary => "Train a model of a text, measure it against n-grams, let it speak.";

    /// <inheritdoc/>
    public override string Example => "carousel language samples/moby_dick.txt --hidden 64 --epochs 1 --out out/moby";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_data];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [_language.Text, Fit.Model, _language.Network, Fit.Training, _language.Measuring, Run.Group];

    /// <inheritdoc/>
    public override IJobPlan MakePlan(ParseResult result)
    {
        LanguageOptions options = _language.Read(result, Fit.Read(result, Run.Threads(result)));
        string file = result.GetValue(_data) ?? SampleFile.Find(LanguageText.SampleName);
        LanguageText text = LanguageText.Read(file, options.Units);
        return LanguagePlan.Make(result.GetValue(_data) is null ? text with { Name = LanguageText.SampleName } : text, options);
    }

    /// <inheritdoc/>
    protected override string DataOf(ParseResult result) => result.GetValue(_data) ?? LanguageText.SampleName;

    /// <inheritdoc/>
    protected override IEnumerable<ITrainingObserver> Observers(ParseResult result, Terminal terminal, IJobPlan plan, TrainingView view)
    {
        if (!Run.Quiet(result))
        {
            ((LanguagePlan)plan).Sampled = (epoch, text) =>
            {
                view.Close();
                terminal.Error.WriteLine($"  after epoch {epoch}: {text.ReplaceLineEndings("\n    ")}");
                terminal.Error.WriteLine();
            };
        }

        return [];
    }
}
