using System.CommandLine;
using Carousel.Cli.Rendering;
using Carousel.Jobs;
using Carousel.Jobs.Reading;
using Carousel.Language;
using Carousel.Training;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel language</c>: trains a model of a text, measures it against n-grams, lets it speak.</summary>
internal sealed class LanguageCommand() : DeclaredJobCommand<LanguageOptions>(
    new JobVerb(
        "language", "Train a language model of texts or proteins, compare with n-grams, generate text.", "text",
        "A text in UTF-8, or sequences in FASTA. Default: the bundled text.",
        LanguageText.SampleName, "carousel language samples/moby_dick.txt --hidden 64 --epochs 1 --out out/moby"),
    (file, options) => file is null
        ? LanguagePlan.Make(
            LanguageText.Read(SampleFile.Find(LanguageText.SampleName), options.Units) with
            {
                Name = LanguageText.SampleName,
            }, options)
        : LanguagePlan.Read(file, options))
{
    /// <inheritdoc/>
    protected override IEnumerable<ITrainingObserver> Observers(
        ParseResult result, Terminal terminal, IJobPlan plan, TrainingView view)
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
