using Carousel.Autograd;
using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Textbook.Agreement;
using Carousel.Laboratory.Textbook.Learning;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// The verb after many nouns in the other number than its subject's: networks of every cell with equal parameters,
/// each at the learning rate that a short training has as the better one on validation, after training sentences that
/// are short.
/// </summary>
internal sealed class AgreementFarTrial : StatementTrial
{
    private const int Units = 48, MostTrained = 2, Asked = 12, Tested = 400, TestedForTable = 200;
    private const long Sentences = 96_000, PilotSentences = 16_000;

    private static readonly double[] _rates = [0.003, 0.01];

    // The table: phrases between subject and verb, and how many of their nouns have the other number.
    private static readonly int[] _phrases = [2, 4, 8, 12];
    private static readonly (string Name, bool? Attract)[] _nouns = [("none", false), ("half", null), ("all", true)];

    /// <inheritdoc/>
    public override int Number => 15;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var task = new AgreementTask(MostTrained, isUniform: true);
        var found = new Dictionary<string, double>(StringComparer.Ordinal);
        int done = 0;
        foreach (CellKind cell in ComparedCells.All)
        {
            TaskNetwork network = Best(backend, task, cell, seed, cancellation);
            string key = ComparedCells.Key(cell);
            using var arena = new Arena(backend);
            var tape = new Tape(backend, arena);
            found[$"{key}_right"] = AgreementTest.RightVerbs(
                tape, network, task, new TrialRandom(seed, "textbook/far verbs", 0), Tested,
                random => AgreementGrammar.Draw(random, random.Between(MostTrained + 1, Asked), 2, attract: true));
            foreach (int phrases in _phrases)
            {
                foreach ((string name, bool? attract) in _nouns)
                {
                    found[$"{key}_{phrases}_phrases_{name}"] = AgreementTest.RightVerbs(
                        tape, network, task, new TrialRandom(seed, $"textbook/far verbs/{name}", phrases),
                        TestedForTable, random => AgreementGrammar.Draw(random, phrases, 2, attract));
                }
            }

            progress((double)++done / ComparedCells.All.Count);
        }

        found["lstm_less_simple"] = found["lstm_right"] - found["elman_right"];
        return found;
    }

    /// <summary>A network trained at the rate whose short training has the smaller validation loss.</summary>
    private static TaskNetwork Best(
        CpuBackend backend, AgreementTask task, CellKind cell, ulong seed, CancellationToken cancellation)
    {
        int units = EqualParameters.Units(cell, CellKind.Lstm, Units, task);
        double best = _rates.MinBy(rate => Trained(rate, PilotSentences).Loss);
        return Trained(best, Sentences).Network;

        (TaskNetwork Network, double Loss) Trained(double rate, long sentences)
        {
            var network = new TaskNetwork(cell.ToCell().Make(new(task.InputSize, units)), task.OutputSize);
            network.Build(backend, seed);
            TaskOutcome outcome = TaskTraining.Run(
                backend, network, task,
                new TaskTrainingOptions
                {
                    CheckEvery = 100,
                    MostSequences = sentences,
                    Trainer = TaskTrainingOptions.FallingRate(rate),
                },
                seed, cancellation);
            return (network, outcome.IsDiverged ? double.PositiveInfinity : outcome.Curve[^1].Score.Loss);
        }
    }
}
