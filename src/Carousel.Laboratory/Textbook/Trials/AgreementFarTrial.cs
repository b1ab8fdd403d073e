using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Claims.Agreement;
using Carousel.Laboratory.Claims.Tasks;
using Carousel.Laboratory.Claims.Training;
using Carousel.Laboratory.Trials;
using Carousel.Memory;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// The verb behind many nouns in the other number than its subject's: LSTM, GRU and Elman net of equal parameters, each
/// at the learning rate that is better on validation, after short or long training sentences.
/// </summary>
internal sealed class AgreementFarTrial : StatementTrial
{
    private const int Units = 24, Short = 2, Long = 12, Tested = 400, Leaps = 100;
    private const long Sentences = 32_000;

    private static readonly double[] _rates = [0.003, 0.01];
    private static readonly (string Key, int MostPhrases)[] _trainings = [("short", Short), ("long", Long)];
    private static readonly CellKind[] _cells = [CellKind.Lstm, CellKind.Gru, CellKind.Elman];

    /// <inheritdoc/>
    public override int Number => 15;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var effects = new Dictionary<string, double>();
        int done = 0;
        foreach ((string key, int mostPhrases) in _trainings)
        {
            var task = new AgreementTask(mostPhrases, isUniform: true);
            double[] right =
            [
                .. _cells.Select(cell =>
                {
                    double share = Best(backend, task, cell, seed, cancellation);
                    progress((double)++done / (_trainings.Length * _cells.Length));
                    return share;
                }),
            ];
            effects[$"{key}_lstm_right"] = right[0];
            effects[$"{key}_lstm_less_simple"] = right[0] - right[2];
            effects[$"{key}_gru_right"] = right[1];
        }

        return effects;
    }

    /// <summary>The share of right verbs, by the network of the rate with the smaller validation loss.</summary>
    private static double Best(
        CpuBackend backend, AgreementTask task, CellKind cell, ulong seed, CancellationToken cancellation)
    {
        int units = UnitsOf(cell, task);
        (double Loss, double Right) best = (double.PositiveInfinity, 0.5);
        foreach (double rate in _rates)
        {
            var network = new TaskNetwork(cell.ToCell().Make(new(task.InputSize, units)), task.OutputSize);
            network.Build(backend, seed);
            TaskOutcome outcome = TaskTraining.Run(
                backend, network, task,
                new TaskTrainingOptions
                {
                    CheckEvery = Leaps,
                    MostSequences = Sentences,
                    Trainer = TaskTrainingOptions.FallingRate(rate),
                },
                seed, cancellation);
            double loss = outcome.IsDiverged ? double.PositiveInfinity : outcome.Curve[^1].Score.Loss;
            if (loss < best.Loss)
            {
                using var arena = new Arena(backend);
                best = (loss, AgreementTest.RightVerbs(
                    new Tape(backend, arena), network, task, new TrialRandom(seed, "textbook/far verbs", 0), Tested,
                    random => AgreementGrammar.Draw(random, random.Between(Short + 1, Long), 2, attract: true)));
            }
        }

        return best.Right;
    }

    /// <summary>The units with which a cell is nearest to the LSTM in parameters.</summary>
    private static int UnitsOf(CellKind cell, AgreementTask task)
    {
        long Parameters(CellKind kind, int units) =>
            new TaskNetwork(kind.ToCell().Make(new(task.InputSize, units)), task.OutputSize).ParameterCount;
        long wanted = Parameters(CellKind.Lstm, Units);
        return Enumerable.Range(Units, 4 * Units).MinBy(units => Math.Abs(Parameters(cell, units) - wanted));
    }
}
