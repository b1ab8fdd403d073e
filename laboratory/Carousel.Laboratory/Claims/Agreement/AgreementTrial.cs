using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Laboratory.Claims.Tasks;
using Carousel.Laboratory.Claims.Training;
using Carousel.Laboratory.Trials;
using Carousel.Memory;

namespace Carousel.Laboratory.Claims.Agreement;

/// <summary>One language model of the made English from one seed.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="MostPhrases">Most phrases between subject and verb in training.</param>
/// <param name="Seed">The seed.</param>
internal sealed record AgreementTrial(CellKind Cell, int MostPhrases, ulong Seed)
{
    /// <summary>The greatest number of attractors in the test, and of phrases in long training sentences.</summary>
    public const int Most = 6;

    /// <summary>The greatest number of phrases in short training sentences.</summary>
    public const int Short = 2;

    /// <summary>Whether the training sentences were short ones.</summary>
    public bool IsShort => MostPhrases == Short;

    /// <summary>The numbers of adverbs behind one attractor.</summary>
    public static IReadOnlyList<int> Adverbs { get; } = [0, 1, 2, 4, 8, 16, 32];

    /// <summary>Trains and tests.</summary>
    /// <param name="settings">Sizes.</param>
    /// <param name="backend">Of one thread.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops it.</param>
    public AgreementOutcome Run(
        AgreementSettings settings, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var task = new AgreementTask(MostPhrases);
        (TaskNetwork network, TaskOutcome outcome) = TaskTraining.RunCell(
            backend, Cell, settings.HiddenSize, task, settings.TrainingSentences, Seed, progress, cancellation);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        double[] overAttractors =
        [
            .. Enumerable.Range(0, Most + 1).Select(n => Test(
                tape, network, settings, $"{n}-attractors",
                random => AgreementGrammar.Draw(random, n, random.Between(0, AgreementTask.MostAdverbs), true))),
        ];
        double[] overNouns =
        [
            .. Enumerable.Range(0, Most + 1).Select(n => Test(
                tape, network, settings, $"{n}-nouns",
                random => AgreementGrammar.Draw(random, n, random.Between(0, AgreementTask.MostAdverbs), false))),
        ];
        double[] overDistance =
        [
            .. Adverbs.Select(
                k =>
                    Test(tape, network, settings, $"{k}-adverbs", random => AgreementGrammar.Draw(random, 1, k, true))),
        ];
        return new AgreementOutcome(
            this, outcome.IsDiverged, network.ParameterCount, outcome.Test.Loss, overAttractors, overNouns,
            overDistance);
    }

    private double Test(
        Tape tape, TaskNetwork network, AgreementSettings settings, string purpose,
        Func<TrialRandom, AgreementSentence> draw)
    {
        var task = new AgreementTask(MostPhrases);
        return AgreementTest.RightVerbs(
            tape, network, task, new TrialRandom(Seed, $"{task.Name}/{purpose}", 0), settings.TestSentences, draw);
    }
}

/// <summary>What came of a trial.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="IsDiverged">Whether training ended with a number that is not finite.</param>
/// <param name="Parameters">How many values were trained.</param>
/// <param name="Loss">Cross-entropy of the next word in nats, on sentences as in training.</param>
/// <param name="OverAttractors">The share of right verbs behind 0, 1, … attractors.</param>
/// <param name="OverNouns">The share of right verbs behind 0, 1, … nouns of the subject's own number.</param>
/// <param name="OverDistance">The share of right verbs behind one attractor and as many adverbs as
/// <see cref="AgreementTrial.Adverbs"/> says.</param>
internal sealed record AgreementOutcome(
    AgreementTrial Trial, bool IsDiverged, long Parameters, double Loss, double[] OverAttractors, double[] OverNouns,
    double[] OverDistance);
