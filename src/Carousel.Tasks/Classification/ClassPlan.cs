using Carousel.Data;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Classification;

/// <summary>A classification before its training: the data are divided, the networks are decided.</summary>
public sealed class ClassPlan : IJobPlan
{
    internal const string PredictionsName = "predictions.csv";

    private ClassPlan(ClassSplit split, ClassOptions options, ClassColumns columns)
    {
        (Split, Options, Columns) = (split, options, columns);
        Design = ClassDesigner.Design(split.Train, options);
        Encoder = ClassEncoders.Fit(Design, split.Train, split.Labels, options.LeastCount ?? 2);
        Samples = [.. split.Train.Samples.Select(Encoder.Encode)];
        if (split.Train.Samples.Where((_, i) => Samples[i].Steps == 0).FirstOrDefault() is { } empty)
        {
            throw new DataFormatException(split.Train.Name, empty.Line, 0, "the text holds no word. Write one, or remove the line.");
        }

        (Choices, Training) = ClassDesigner.Training(split.Train, Design, options, Samples.Max(s => s.Steps));
    }

    /// <summary>The parts of the data.</summary>
    public ClassSplit Split { get; }

    /// <summary>What the user asked for.</summary>
    public ClassOptions Options { get; }

    /// <summary>The networks.</summary>
    public ClassDesign Design { get; }

    /// <summary>How they are trained.</summary>
    public TrainingChoices Choices { get; }

    /// <summary>What training a classifier has beside.</summary>
    public ClassTraining Training { get; }

    /// <inheritdoc/>
    public string Task => ClassFile.Task;

    /// <inheritdoc/>
    public string DataName => Split.Train.Name;

    /// <inheritdoc/>
    public IReadOnlyList<JobFact> Facts => ClassFacts.Of(this);

    /// <inheritdoc/>
    public FitOptions Fit => Options.Fit;

    /// <inheritdoc/>
    public string Unit => Design.IsText ? "texts" : Design.Sound is null ? "sequences" : "recordings";

    /// <inheritdoc/>
    public double UnitsPerEpoch => Samples.Count * (double)Design.Ensemble;

    /// <inheritdoc/>
    public IReadOnlyList<string> FileNames => [PredictionsName];

    internal ClassColumns Columns { get; }

    internal ClassEncoder Encoder { get; }

    internal IReadOnlyList<EncodedSample> Samples { get; }

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <param name="data">The data.</param>
    /// <param name="test">A file that measures; null takes a share of the data.</param>
    /// <param name="options">What the user asked for.</param>
    /// <param name="reading">How the columns were named.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="DataFormatException">A class is too rare, there is only one, or the files do not fit each other.</exception>
    /// <exception cref="OptionException">An option does not fit the data.</exception>
    public static ClassPlan Make(ClassData data, ClassData? test, ClassOptions options, ClassReadOptions? reading = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var columns = new ClassColumns(reading?.Label, reading?.Text, reading?.Id, reading?.Time) { File = reading?.File, Pattern = reading?.Pattern };
        return new ClassPlan(ClassSplit.Make(data, test, options.TestShare, options.Fit.Seed, options.TestGroups), options, columns);
    }

    /// <inheritdoc/>
    public async Task<IJobModel> FitAsync(FitRun run, CancellationToken cancellation) =>
        await ModelFitting.RunAsync(Fit.Threads, backend => ClassFitting.Fit(this, run, backend, cancellation)).ConfigureAwait(false);

    /// <inheritdoc/>
    public JobResult Measure(IJobModel model, string command, CancellationToken cancellation)
    {
        var classifier = (Classifier)model;
        ClassAnswers answers = classifier.Answer(Split.Test, cancellation);
        IReadOnlyList<ClassAnswers> baselines = ClassBaselines.Of(this, cancellation);
        JobResult result = ClassScores.Of(answers, baselines, Unit);
        return result with
        {
            Notes = ClassScores.Notes(answers, Split),
            Report = ClassReport.Make(this, classifier, answers, result, command, cancellation),
            Files = [JobFile.OfText(PredictionsName, ClassTable.ToCsv(answers))],
        };
    }
}
