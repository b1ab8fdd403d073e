using Carousel.Autograd;
using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Textbook.Control;
using Carousel.Laboratory.Textbook.Integral;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Training;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// What a controller leaves of a disturbance in the long run, in parts of what proportional control leaves:
/// disturbances as in training and others, and with the integral of the error taken out of its state.
/// </summary>
internal sealed class IntegralTrial : StatementTrial
{
    private const int Units = 16, Batches = 1_000, BatchSize = 32, Episodes = 64, RandomDraws = 5;
    private const int Held = 4 * ControlPlant.Steps;

    /// <inheritdoc/>
    public override int Number => 23;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        int trained = 0;
        ControlLoop Trained(CellKind kind)
        {
            var network = new ControlNetwork(kind.ToCell().Make(new(1, Units)));
            network.Build(backend, seed);
            var problem = new ControlProblem(network, seed, BatchSize, Batches, () => { });
            var options = new TrainerOptions
            {
                Seed = seed,
                Epochs = 1,
                KeepBest = false,
                LearningRate = 0.01,
                Schedule = new CosineSchedule { FinalFactor = 0.01 },
            };
            TaskTraining.Fit(backend, problem, options, cancellation);
            cancellation.ThrowIfCancellationRequested();
            progress(++trained / (double)ComparedCells.All.Count);
            return new ControlLoop(backend, network);
        }

        ControlEpisode[] Draw(string purpose, Func<TrialRandom, ControlEpisode> draw) =>
            ControlEpisode.Draw(Episodes, draw, new TrialRandom(seed, $"integral/{purpose}", 0));
        ControlEpisode[] tuning = Draw("tuning", ControlEpisode.Training), held = Draw("held", ControlEpisode.Unseen);
        PidController p = PidSearch.Tune(1, tuning), pi = PidSearch.Tune(2, tuning);
        double Offset(Func<ControlEpisode[], double[][]> run, ControlEpisode[] episodes) =>
            Steady(run(episodes)) / Steady(Simulate(p, episodes));
        double Left(ControlLoop loop, ControlEpisode[] episodes) => Offset(e => loop.Run(e, Held), episodes);

        ControlLoop lstm = Trained(CellKind.Lstm);
        var direction = new IntegralDirection(lstm, held);
        double without = Offset(e => lstm.Run(e, Held, direction.Integral()), held);
        double withoutOthers = Enumerable.Range(0, RandomDraws).Average(k => Offset(
            e => lstm.Run(e, Held, direction.AsMuch(new TrialRandom(seed, "integral/directions", k))), held));
        var effects = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["pi_offset"] = Offset(e => Simulate(pi, e), held),
            ["held_offset"] = Left(lstm, held),
            ["jump_offset"] = Left(lstm, Draw("jump", ControlEpisode.Jump)),
            ["drift_offset"] = Left(lstm, Draw("drift", Drifting)),
            ["strong_offset"] = Left(lstm, Draw("strong", Stronger)),
            ["direction_less_others"] = without - withoutOthers,
        };
        foreach (CellKind other in ComparedCells.All.Where(kind => kind != CellKind.Lstm))
        {
            effects[$"{ComparedCells.Key(other)}_offset"] = Left(Trained(other), held);
        }

        return effects;
    }

    private static ControlEpisode Stronger(TrialRandom random)
    {
        float size = random.Uniform(3, 4);
        return new(random.Uniform(-1, 1), random.Coin() ? size : -size);
    }

    // From nothing to a disturbance of training's size at the end.
    private static ControlEpisode Drifting(TrialRandom random) =>
        new(random.Uniform(-1, 1), 0, Drift: random.Uniform(-1, 1) / Held);

    private static double[][] Simulate(PidController controller, ControlEpisode[] episodes) =>
        [.. episodes.Select(episode =>
        {
            var errors = new double[Held];
            controller.Run(episode, errors);
            return errors;
        })];

    private static double Steady(double[][] errors) => errors.Average(e => ControlPlant.Steady(e));
}
