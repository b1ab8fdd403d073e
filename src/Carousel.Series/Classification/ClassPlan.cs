using System.Text.Json;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Options;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Statistics;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Classification;

/// <summary>A classification before its training: the data are divided, the networks are decided.</summary>
public sealed class ClassPlan : JobPlan<Classifier>
{
    private const string PredictionsName = "predictions.csv", BySeed = "drawn by seed, stratified by class";
    private const int ShownClasses = 8;

    /// <summary>A trial takes a quarter of the epochs.</summary>
    private const int PartOfTrial = 4;

    /// <summary>Steps of all series in all epochs of a trial: about ten seconds.</summary>
    private const long StepsOfTrial = 700_000;

    /// <summary>If the features leave more than this share of the surprise of class frequencies, networks may gain,
    /// perhaps only after a trial would have ended.</summary>
    private const double Room = 0.25;

    // In standard errors: a trial shows less than a whole training.
    private const double LeastTrial = 0.3;

    /// <summary>In standard errors, where a trial ends early: see docs/decisions/0055.</summary>
    private const double ClearlyWorse = 2;

    private readonly ClassSplit _split;
    private readonly ClassColumns _columns;
    private readonly ClassEncoder _encoder;
    private readonly EncodedSample[] _samples;
    private readonly ClassTraining _regularization;
    private readonly bool _hasBaseline;

    /// <summary>The baseline that networks outperform on held-out data; null if there is no such one.</summary>
    private InnerBaseline? _lost;
    private bool _isUnchecked;

    /// <summary>How many networks are trained now.</summary>
    private int _networks;

    private ClassPlan(
        FitOptions fit, ClassSplit split, ClassColumns columns, ClassEncoder encoder, EncodedSample[] samples,
        (TrainingChoices Choices, ClassTraining Beside) training, bool hasBaseline)
        : base(fit, training.Choices) =>
        (_split, _columns, _encoder, _samples, _regularization, _hasBaseline, _networks) =
            (split, columns, encoder, samples, training.Beside, hasBaseline, encoder.Design.Ensemble);

    /// <summary>The networks.</summary>
    internal ClassDesign Design => _encoder.Design;

    /// <inheritdoc/>
    public override string Task => Classifier.TaskName;

    /// <inheritdoc/>
    public override string DataName => _split.Train.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<JobFact> Facts
    {
        get
        {
            string known = _encoder.Symbols is { } symbols
                ? $"; {FigureText.Counted(symbols.Count - 1, "word")}"
                : Design.Flags ? "; gaps are marked" : "";
            string[] classes =
            [
                .. _split.Labels.Entries.Zip(_encoder.CountOf(_samples), (l, n) => $"{l} {FigureText.Count(n)}"),
            ];
            string measuring = _split.IsOwnFile
                ? $" of {_split.Test.Name} for testing"
                : $" for testing, {(_split.IsByGroup ? $"by groups: {Groups()}" : BySeed)}";
            string[] lacking = [.. _split.Labels.Entries.Except(_split.Test.Samples.Select(s => s.Label))];
            string lack = lacking.Length == 0 ? ""
                : $"; the test set has no example of {FigureText.Listed(lacking, ShownClasses)}";
            string folds = _regularization.Divisions == 1
                ? $"of {_regularization.Folds} folds"
                : $"of {_regularization.Folds} folds, drawn {_regularization.Divisions} times,";
            return
            [
                _split.Train.Fact(),
                .. _split.Train.Notes.Concat(_split.IsOwnFile ? _split.Test.SoundNotes : [])
                    .Select(n => new JobFact("reading", n)),
                new("classes", $"{_split.Labels.Count}: {FigureText.Listed(classes, ShownClasses)}"),
                new("split", $"{Count(_split.Train)} for training, {Count(_split.Test)}{measuring}{lack}"),
                new(
                    "model",
                    $"{(Design.Ensemble > 1 ? $"{Design.Ensemble} networks: " : "")}{Design.Describe()}{known}; "
                    + (Design.Ensemble == 1
                        ? $"validated on one {folds} of the training set"
                        : $"each validated on a different one {folds} of the training set")),
            ];
        }
    }

    /// <inheritdoc/>
    public override string Unit => $"{Design.Unit}s";

    /// <inheritdoc/>
    public override double UnitsPerEpoch => _samples.Length * (double)_networks;

    /// <inheritdoc/>
    public override long MeasuringBytes => FitRun.UsualMeasuringBytes
        + (_hasBaseline && Design.Input == ClassInput.Numbers ? ConvolutionBaseline.BytesOf(_samples.Length) : 0);

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames => [PredictionsName];

    /// <summary>The plan for a file or folder, with everything decided that the options leave open.</summary>
    /// <param name="path">A .ts file, a table of texts, of steps or of recordings, or a folder of recordings.</param>
    /// <param name="options">What the user asked for; its reading says how the file is read.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="DataFormatException">The file holds something else, or a class is too rare.</exception>
    /// <exception cref="OptionException">An option does not fit the data.</exception>
    public static ClassPlan Read(string path, ClassOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Of(ClassReader.Read(path, options.Reading), options);
    }

    /// <summary>The plan for data that were read, with the test file.</summary>
    /// <param name="data">The data.</param>
    /// <param name="options">What the user asked for.</param>
    internal static ClassPlan Of(ClassData data, ClassOptions options)
    {
        ClassReadOptions reading = options.Reading;
        // What was guessed of one file holds for the other, and for all that the model reads later.
        ClassReadOptions likewise = reading with
        {
            Label = reading.Label ?? data.LabelColumn,
            Text = reading.Text ?? data.TextColumn,
            Id = reading.Id ?? data.IdColumn,
        };

        // A test file may have its columns in another order.
        ClassReadOptions named = data.IsText || data.Sound is not null || data.Channels is [WideTable.Channel]
            ? likewise : likewise with { Channels = data.Channels };
        return Make(data, options.Test is { } test ? ClassReader.Read(test, named) : null, options, likewise);
    }

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <param name="data">The data.</param>
    /// <param name="test">A test file; null takes a share of the data.</param>
    /// <param name="options">What the user asked for.</param>
    /// <param name="reading">How the columns were named.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="DataFormatException">A class is too rare, there is only one, or the files do not fit each
    /// other.</exception>
    /// <exception cref="OptionException">An option does not fit the data.</exception>
    public static ClassPlan Make(
        ClassData data, ClassData? test, ClassOptions options, ClassReadOptions? reading = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var columns = new ClassColumns(reading?.Label, reading?.Text, reading?.Id, reading?.Time)
        {
            File = reading?.File,
            Pattern = reading?.Pattern,
            HasWholeFiles = data.HasWholeFiles,
        };
        var split = ClassSplit.Make(
            ClassSplit.WithoutSingles(data, options.Reading.Cells), test, options.TestShare, options.Fit.Seed,
            options.TestGroups);
        var design = ClassDesign.Of(split.Train, options);
        var encoder = ClassEncoder.Fit(design, split.Train, split.Labels);
        EncodedSample[] samples = [.. split.Train.Samples.Select(s => encoder.Encode(split.Train, s))];
        return new ClassPlan(options.Fit, split, columns, encoder, samples, ClassTraining.Of(samples, design, options),
            HasBaseline(options, split.Train))
        {
            Missing = options.Reading.Cells.Missing,
        };
    }

    /// <inheritdoc/>
    private protected override Fitted<Classifier> Train(JobFitting fitting)
    {
        ClassModel model = fitting.Begin(new ClassModel(_encoder), Classifier.IsParameter);
        ClassProblem problem = ProblemOf(model);
        using Workers? workers = _hasBaseline ? new Workers(fitting.Backend.Threads) : null;
        BaselineFit? baseline = workers is null
            ? null
            : new BaselineFit(
                [.. _samples.Select(s => BaselineSample.Of(s, Design))], _split.Labels.Count, Folds(), Fit.Seed,
                workers, fitting.Cancellation)
            {
                Sound = Design.Sound,
            };
        if (baseline is not null)
        {
            fitting.State(problem);
            _ = baseline.Fitted;
        }

        if (baseline is not null && fitting.MayTry && !LeavesRoom(problem, baseline))
        {
            if (Try(fitting, baseline) is { } decided)
            {
                return decided;
            }

            fitting.BeginPart(FitPart.Whole, Training);
            model = fitting.Begin(new ClassModel(_encoder));
            problem = ProblemOf(model);
        }

        (FitSummary summary, (int, float[])[] unseen, double temperature) = Train(fitting, model, problem);
        _isUnchecked = !HasAllClasses(unseen);
        InnerBaseline? inside = baseline?.Choose(unseen, temperature);
        _lost = inside is null ? baseline?.Choose([], temperature) : null;
        return Fitted(fitting, model, summary, temperature, inside);
    }

    /// <summary>The fold of each sequence where groups stay whole; null without groups.</summary>
    private int[]? Folds()
    {
        string[] groups = [.. _samples.Select(s => s.Source.Group)];
        return Design.Sound is not null ? GroupSplit.FoldsOf(groups, BaselineFit.Folds, Fit.Seed)
            : !GroupSplit.IsDivisible(groups, _regularization.Folds) ? null
            : GroupSplit.Divide(groups, BaselineFit.Folds, Fit.Seed);
    }

    private int EpochsOfTrial => (int)Math.Clamp(
        StepsOfTrial / _samples.Sum(s => (long)s.Steps), 1, (Training.Epochs + PartOfTrial - 1) / PartOfTrial);

    /// <summary>Whether the features of series leave room and all networks are trained in about a minute.</summary>
    private bool LeavesRoom(ClassProblem problem, BaselineFit baseline) =>
        Design.Input == ClassInput.Numbers && Training.Epochs <= PartOfTrial * EpochsOfTrial
        && baseline.Fitted.Told.Zip(_samples, (p, s) => -Math.Log(p[s.Class])).Average()
            > Room * problem.Baseline.Score(default);

    /// <summary>
    /// Trains one network for up to a quarter of the epochs, and compares it with the baseline on its validation fold.
    /// </summary>
    /// <returns>A model that answers by its baseline; null where networks may help.</returns>
    private Fitted<Classifier>? Try(JobFitting fitting, BaselineFit baseline)
    {
        int epochs = EpochsOfTrial;
        fitting.BeginPart(
            FitPart.Trial, Training with { Epochs = epochs, Patience = Math.Min(Training.Patience, epochs) });
        ClassModel model = fitting.Begin(
            new ClassModel(_encoder with { Design = Design with { Ensemble = 1 } }));
        ClassProblem problem = ProblemOf(model);
        problem.Decision = new EarlyDecision(epochs, ClearlyWorse, (tape, cancellation) =>
        {
            (int, float[])[] seen = problem.Unseen(tape, cancellation);
            return baseline.NatsOfShares(seen, TemperatureOf(seen));
        });
        (FitSummary summary, (int, float[])[] unseen, double temperature) = Train(fitting, model, problem);
        bool isStopped = summary.Reason == StopReason.Canceled;
        return !isStopped && BaselineShare.Choose(baseline.NatsOfShares(unseen, temperature), LeastTrial) > 0
            ? null
            : Fitted(
                fitting, model, isStopped ? summary : summary with { Reason = StopReason.Decided }, temperature,
                baseline.Choose([], temperature));
    }

    private ClassProblem ProblemOf(ClassModel model)
    {
        _networks = model.Members.Length;
        return new(model, _samples, _regularization, Fit.Seed, string.Join(
            '|', _split.Train.Fingerprint(), _split.Train.Sources(),
            JsonSerializer.Serialize(model.Encoder.Design, SeriesJson.Default.ClassDesign),
            JsonSerializer.Serialize(_regularization, SeriesJson.Default.ClassTraining)));
    }

    private (FitSummary Summary, (int Row, float[] Scores)[] Unseen, double Temperature) Train(
        JobFitting fitting, ClassModel model, ClassProblem problem)
    {
        FitSummary summary = fitting.Train(problem, model.Clip, baseline: problem.Baseline);
        using var arena = new Arena(fitting.Backend);
        (int Row, float[] Scores)[] unseen =
            problem.Unseen(new Tape(fitting.Backend, arena), CancellationToken.None);
        return (summary, unseen, TemperatureOf(unseen));
    }

    // Rows of some classes only do not show how sure an answer may be.
    private double TemperatureOf((int Row, float[] Scores)[] unseen) => Math.Max(
        Temperature.Fit([.. unseen.Select(u => (u.Scores, _samples[u.Row].Class))]), HasAllClasses(unseen) ? 0 : 1);

    private bool HasAllClasses((int Row, float[])[] rows) =>
        rows.DistinctBy(row => _samples[row.Row].Class).Count() == _split.Labels.Count;

    private Fitted<Classifier> Fitted(
        JobFitting fitting, ClassModel model, FitSummary summary, double temperature, InnerBaseline? baseline)
    {
        var origin = new ClassOrigin(
            _split.Train.Fingerprint(), _encoder.CountOf(_samples), _samples.Max(s => s.Steps), temperature, _columns)
        {
            Baseline = baseline?.Origin,
            Spread = _hasBaseline ? BaselineAnswer.SpreadOf(_samples.Length, _split.Labels.Count) : 0,
        };
        return Fitted(new Classifier(fitting.Backend, model, summary, origin, baseline));
    }

    /// <inheritdoc/>
    internal override JobResult Measure(Fitted<Classifier> fitted, CancellationToken cancellation)
    {
        Classifier model = fitted.Model;
        ClassAnswers answers = model.Answer(_split.Test, cancellation);
        int count = answers.Truth.Length;
        ConfidenceInterval interval = BinomialInterval.Wilson(
            (long)Math.Round(answers.Accuracy * count), count);
        string? copies = CopiesNote();
        string unused =
            copies is null ? $"The test {(_split.IsOwnFile ? "file" : "set")} was not used in training. " : "";
        string note = $"{unused}With {FigureText.Counted(count, Design.Unit)} the 95 % confidence interval of the "
            + $"accuracy is {FigureText.Percent(interval.Low)} to {FigureText.Percent(interval.High)}.";
        EarlyAnswers? early = Design.Input == ClassInput.Numbers && EarlyAnswers.HasBeginnings(_split.Test)
            ? EarlyAnswers.Of(model, _split.Test, answers, cancellation)
            : null;
        return ClassScores.Of(
            answers,
            [
                .. Baselines(model, answers, cancellation),
                ClassBaselines.MostFrequent(answers, _encoder.CountOf(_samples)),
            ],
            Unit) with
        {
            Notes =
            [
                .. Optional.Of(_isUnchecked
                    ? "The training data on which the networks are checked lack a class, because it has few examples."
                    : null),
                .. Optional.Of(model.Inside?.Share.Sentence ?? (_lost is null ? null
                    : $"Only the networks answer: {_lost.Baseline.Title} was worse on held-out training data.")),
                .. Optional.Of((model.Inside?.Baseline as StatisticsBaseline)?.Sentence),
                .. Optional.Of(model.Summary.Reason == StopReason.Decided
                    ? "A trial with one network and up to a quarter of the epochs decided this." : null),
                .. Optional.Of(early?.Sentence), .. Optional.Of(copies), note,
            ],
            Page = ClassReport.Page(
                model, _split.Test, answers, early, _split.Train, note, cancellation),
            Files = [JobFile.OfText(PredictionsName, ClassTable.ToCsv(answers))],
        };
    }

    // Examples that were learned do not measure how new ones are classified.
    private string? CopiesNote() => new DataParts<ClassSample>(_split.Train.Samples, [], _split.Test.Samples)
        .Overlaps(
            Design.Unit, sample => (_split.Train with { Samples = [sample with { Label = "" }] }).Fingerprint())
        .FirstOrDefault();

    /// <summary>Whether a baseline is inside: there is one each for series, texts and recordings.</summary>
    private static bool HasBaseline(ClassOptions options, ClassData data)
    {
        ClassBaseline own = data.IsText ? ClassBaseline.Words
            : data.Sound is null ? ClassBaseline.Convolutions
            : ClassBaseline.Statistics;
        return options.Baseline == own || options.Baseline switch
        {
            ClassBaseline.Auto => true,
            ClassBaseline.None => false,
            { } other => throw options.Wrong(
                $"{{Baseline}} {OptionNames.WordsOf(typeof(ClassBaseline))[(int)other].Word} does not fit {data.Name}, "
                + $"which contains {data.Kind}. Leave it out."),
        };
    }

    /// <summary>What is compared with: each part of the answer by itself, and a simple method of the field.</summary>
    private IEnumerable<ClassAnswers> Baselines(
        Classifier model, ClassAnswers answers, CancellationToken cancellation)
    {
        if (model.Inside is { Answer.Alpha: > 0 })
        {
            yield return model.AnswerOfNetworks(_split.Test, cancellation);
        }

        if ((model.Inside is { Answer.Alpha: 0 } ? null : model.Inside ?? _lost) is { } baseline)
        {
            yield return model.AnswerOfBaseline(baseline, _split.Test, cancellation);
        }

        yield return Design.IsText
            ? new NaiveBayes(_samples, _split.Labels.Count).Answer(_split.Test, answers)
            : NearestNeighbor.Answer(_encoder, _samples, _split.Test, answers, model.Backend.Threads, cancellation);
    }

    private string Count(ClassData data) => FigureText.Counted(data.Samples.Count, Design.Unit);

    private string Groups() =>
        FigureText.Listed([.. _split.Test.Samples.Select(s => s.Group).Distinct()], ShownClasses);
}
