using Carousel.Laboratory.Problems;

namespace Carousel.Laboratory.Trials;

/// <summary>
/// A trial that shows training sequences until its stop rule is met: what all procedures have in common.
/// </summary>
internal abstract class LearningTrial : Trial
{
    private readonly ProblemSequence _drawn = new();
    private readonly LearningCurve _curve;
    private bool _isLaterPiece;
    private int _doubtful;

    /// <summary>Makes a trial.</summary>
    /// <param name="start">Row, seed, number and budget.</param>
    protected LearningTrial(TrialStart start)
        : base(start.Number)
    {
        Budget = start.Budget;
        WeightRandom = start.Random("weights");
        TrainingRandom = start.Random("training");
        TestRandom = start.Random("test");
        _curve = new LearningCurve(Result.Curve);
    }

    /// <summary>The learning rate.</summary>
    public required float Rate { get; init; }

    /// <summary>When an output counts as wrong.</summary>
    public Judgement Judgement { get; init; }

    /// <summary>The absolute error from which an output is wrong.</summary>
    public float Tolerance { get; init; }

    /// <inheritdoc/>
    public override TrialRandom WeightRandom { get; }

    /// <summary>Training sequences after which the trial has failed.</summary>
    protected long Budget { get; }

    /// <summary>Where training sequences come from.</summary>
    protected TrialRandom TrainingRandom { get; }

    /// <summary>Where test sequences come from.</summary>
    protected TrialRandom TestRandom { get; }

    /// <summary>What is shown next, or was shown last.</summary>
    protected Presentation Shown { get; } = new();

    /// <summary>Whether there is budget left for a training sequence.</summary>
    protected bool HasBudget => Result.Sequences < Budget;

    /// <inheritdoc/>
    public sealed override IEnumerable<Presentation> Run()
    {
        foreach (Presentation shown in Procedure())
        {
            yield return shown;
            Account(shown);
        }
    }

    /// <summary>The procedure; sequences, steps and the learning curve are kept by <see cref="Run"/>.</summary>
    protected abstract IEnumerable<Presentation> Procedure();

    /// <summary>A new sequence to learn from.</summary>
    /// <param name="problem">The task.</param>
    protected Presentation Train(SequenceProblem problem)
    {
        problem.Draw(TrainingRandom, _drawn);
        return Train(_drawn);
    }

    /// <summary>A sequence to learn from.</summary>
    /// <param name="sequence">The sequence.</param>
    protected Presentation Train(ProblemSequence sequence) =>
        Show(PresentationKind.Train, sequence, Rate, stopsAtWrong: false);

    /// <summary>A new sequence to be tried on.</summary>
    /// <param name="problem">The task.</param>
    /// <param name="stopsAtWrong">Whether the rest is left out after the first wrong step.</param>
    protected Presentation Test(SequenceProblem problem, bool stopsAtWrong = false)
    {
        problem.Draw(TestRandom, _drawn);
        return Test(_drawn, stopsAtWrong);
    }

    /// <summary>A sequence to be tried on.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="stopsAtWrong">Whether the rest is left out after the first wrong step.</param>
    protected Presentation Test(ProblemSequence sequence, bool stopsAtWrong = false) =>
        Show(PresentationKind.Test, sequence, 0, stopsAtWrong);

    /// <summary>The next piece of a stream, to learn from or to be tried on; it ends at the first wrong step.</summary>
    /// <param name="kind">Whether the network learns.</param>
    /// <param name="problem">The task, which draws pieces.</param>
    /// <param name="isLater">Whether it belongs to the stream of the piece before.</param>
    /// <param name="goesOn">Whether the network continues from its present state.</param>
    protected Presentation Piece(PresentationKind kind, SequenceProblem problem, bool isLater, bool goesOn)
    {
        bool learns = kind == PresentationKind.Train;
        problem.Draw(learns ? TrainingRandom : TestRandom, _drawn);
        Show(kind, _drawn, learns ? Rate : 0, stopsAtWrong: true);
        Shown.GoesOn = goesOn;
        _isLaterPiece = isLater;
        return Shown;
    }

    /// <summary>The part of the network that waits is to be added.</summary>
    protected Presentation Extend() => Show(PresentationKind.Extend, _drawn, 0, stopsAtWrong: false);

    /// <summary>Whether a fixed set is all right; then the trial is solved.</summary>
    /// <remarks>
    /// It ends at the first wrong sequence, and the next check starts with that one: this changes no check's outcome,
    /// only its cost.
    /// </remarks>
    /// <param name="sequences">The set, the same at each check.</param>
    protected IEnumerable<Presentation> CheckSet(ProblemSequence[] sequences)
    {
        for (int n = 0; n < sequences.Length; n++)
        {
            yield return Test(sequences[_doubtful], stopsAtWrong: true);
            if (!Shown.IsRight)
            {
                yield break;
            }

            _doubtful = (_doubtful + 1) % sequences.Length;
        }

        Result.IsSolved = true;
    }

    /// <summary>
    /// The test set at the end: figures <c>test_wrong</c>, <c>test_wrong_share</c>, <c>test_mean_error</c> and
    /// <c>test_max_error</c>.
    /// </summary>
    /// <param name="problem">The task.</param>
    /// <param name="count">Sequences, all new; 0 leaves the test and its figures out.</param>
    protected IEnumerable<Presentation> FinalTest(SequenceProblem problem, int count)
    {
        if (count == 0)
        {
            yield break;
        }

        (int wrong, double sum, float most) = (0, 0, 0);
        for (int n = 0; n < count; n++)
        {
            yield return Test(problem);
            wrong += Shown.IsRight ? 0 : 1;
            sum += Shown.MeanError;
            most = Math.Max(most, Shown.MaxError);
        }

        Result.Figures["test_wrong"] = wrong;
        Result.Figures["test_wrong_share"] = (double)wrong / count;
        Result.Figures["test_mean_error"] = sum / count;
        Result.Figures["test_max_error"] = most;
    }

    private Presentation Show(PresentationKind kind, ProblemSequence sequence, float rate, bool stopsAtWrong)
    {
        (Shown.Kind, Shown.Sequence, Shown.Rate, Shown.StopsAtWrong) = (kind, sequence, rate, stopsAtWrong);
        (Shown.Judgement, Shown.Tolerance, Shown.GoesOn, Shown.RateDecay) = (Judgement, Tolerance, false, 1);
        _isLaterPiece = false;
        return Shown;
    }

    private void Account(Presentation shown)
    {
        if (shown.Kind is PresentationKind.Train or PresentationKind.Test)
        {
            Result.Steps += shown.Steps;
        }

        // The later pieces of a stream belong to the sequence that it began.
        if (shown.Kind == PresentationKind.Train && !_isLaterPiece)
        {
            Result.Sequences++;
            _curve.Add(Result.Sequences, shown.MeanError);
        }
    }
}
