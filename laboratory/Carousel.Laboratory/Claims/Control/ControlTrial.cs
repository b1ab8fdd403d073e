using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Inspection.Traces;
using Carousel.Laboratory.Claims.Training;
using Carousel.Laboratory.Trials;
using Carousel.Memory;
using Carousel.Training;
using Carousel.Training.Schedules;

namespace Carousel.Laboratory.Claims.Control;

/// <summary>One seed: the controllers tuned, a network trained, all tested on the same episodes.</summary>
internal sealed class ControlTrial
{
    /// <summary>Steps of an error of <see cref="PulseSize"/>, then none.</summary>
    public const int PulseSteps = 20;

    /// <summary>The error of the pulse.</summary>
    public const double PulseSize = 0.2;

    private const int LongSteps = 2 * ControlPlant.Steps;
    private const int ProbeEpisodes = 100;
    private readonly ulong _seed;
    private readonly ControlSettings _settings;
    private readonly ControlEpisode[] _unseen;
    private readonly ControlEpisode[] _stronger;
    private readonly ControlEpisode[] _jump;

    /// <summary>A trial.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="settings">Sizes.</param>
    public ControlTrial(ulong seed, ControlSettings settings)
    {
        (_seed, _settings) = (seed, settings);
        _unseen = Draw("unseen", ControlEpisode.Unseen);
        _stronger = Draw("stronger", ControlEpisode.Stronger);
        _jump = Draw("jump", ControlEpisode.Jump);
    }

    /// <summary>The episode that is drawn: the disturbance turns round half-way.</summary>
    public static ControlEpisode Shown { get; } = new(0.5, 0.7, -0.7, ControlPlant.Steps);

    /// <summary>Runs it.</summary>
    /// <param name="backend">Of one thread.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops it.</param>
    public ControlOutcome Run(CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        ControlEpisode[] tuning = Draw("tuning", ControlEpisode.Training);
        PidController[] tuned = [.. Enumerable.Range(1, 3).Select(terms => PidSearch.Tune(terms, tuning))];
        cancellation.ThrowIfCancellationRequested();
        var network = new ControlNetwork(_settings.HiddenSize);
        network.Build(backend, _seed);
        bool isDiverged = Train(backend, network, progress, cancellation);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        ControllerScores[] scores =
        [
            .. tuned.Select(t => Test((episodes, steps) => Simulate(t, episodes, steps), t.Answer(PulseErrors()))),
            Test(
                (episodes, steps) => Simulate(tape, network, episodes, steps),
                [.. network.Answer(tape, [.. PulseErrors().Select(e => (float)e)]).Select(u => (double)u)]),
        ];
        return new ControlOutcome(
            _seed, isDiverged, network.ParameterCount, tuned, scores, Probe(backend, tape, network));
    }

    private ControlEpisode[] Draw(string purpose, Func<TrialRandom, ControlEpisode> draw) =>
        ControlEpisode.Draw(_settings.Episodes, draw, new TrialRandom(_seed, $"control/{purpose}", 0));

    private bool Train(
        CpuBackend backend, ControlNetwork network, Action<double> progress, CancellationToken cancellation)
    {
        int part = 0, batches = Math.Max(1, _settings.Batches / ControlSettings.Parts);
        var problem = new ControlProblem(
            network, _seed, _settings.BatchSize, batches, () => progress(++part / (double)ControlSettings.Parts));
        var options = new TrainerOptions
        {
            Seed = _seed,
            Epochs = ControlSettings.Parts,
            KeepBest = false,
            LearningRate = 0.01,
            Schedule = new CosineSchedule { FinalFactor = 0.01 },
        };
        bool isDiverged = TaskTraining.Fit(backend, problem, options, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return isDiverged;
    }

    // Of a simulation, which gives [episodes][steps] errors.
    private ControllerScores Test(Func<ControlEpisode[], int, double[][]> simulate, double[] afterPulse)
    {
        double[][] longer = simulate(_unseen, LongSteps);
        double[][] unseen = [.. longer.Select(e => e[..ControlPlant.Steps])];
        return new ControllerScores(
            unseen.Average(e => e.Average(v => v * v)),
            Steady(unseen),
            Steady(simulate(_stronger, ControlPlant.Steps)),
            Steady(longer),
            Steady(simulate(_jump, LongSteps)),
            [.. Enumerable.Range(0, LongSteps).Select(t => longer.Average(e => Math.Abs(e[t])))],
            [.. simulate([Shown], LongSteps)[0].Select(e => Shown.SetPoint - e)],
            afterPulse);
    }

    private static double Steady(double[][] errors) => errors.Average(e => ControlPlant.Steady(e));

    private static double[][] Simulate(PidController controller, ControlEpisode[] episodes, int steps) =>
        [.. episodes.Select(episode =>
        {
            var errors = new double[steps];
            controller.Run(episode, errors);
            return errors;
        })];

    private static double[][] Simulate(Tape tape, ControlNetwork network, ControlEpisode[] episodes, int steps)
    {
        tape.Begin(TapeMode.Inference);
        float[] errors = network.Run(tape, episodes, steps).Value.ToArray();
        return [
            .. episodes.Select((_, b) => errors.AsSpan(b * steps, steps).ToArray().Select(e => (double)e).ToArray()),
        ];
    }

    private static double[] PulseErrors() =>
        [.. Enumerable.Range(0, LongSteps).Select(t => t < PulseSteps ? PulseSize : 0)];

    private ControlProbe Probe(CpuBackend backend, Tape tape, ControlNetwork network)
    {
        var untrained = new ControlNetwork(_settings.HiddenSize);
        untrained.Build(backend, _seed);
        double[][] runs = Simulate(
            tape, network, _unseen[..Math.Min(ProbeEpisodes, _unseen.Length)], ControlPlant.Steps);
        List<double[]> cells = [], before = [], alone = [], steady = [];
        List<double> integrals = [], needs = [];
        List<int> groups = [], steadyGroups = [];
        int units = _settings.HiddenSize;
        var forget = new double[units];
        for (int b = 0; b < runs.Length; b++)
        {
            float[] errors = [.. runs[b].Select(e => (float)e)];
            LayerTrace trace = NetworkTrace.Of(backend, network.Cell, errors)[0];
            float[] held = trace[TraceQuantity.Cell], kept = trace[TraceQuantity.ForgetGate];
            float[] other = NetworkTrace.Of(
                backend, untrained.Cell, errors, [TraceQuantity.Cell])[0][TraceQuantity.Cell];
            double integral = 0;
            for (int t = 0; t < errors.Length; t++)
            {
                integral += ControlPlant.Step * errors[t];
                integrals.Add(integral);
                groups.Add(b);
                cells.Add(Row(held, t));
                before.Add(Row(other, t));
                alone.Add([errors[t]]);
                if (t >= errors.Length - ControlPlant.SteadySteps)
                {
                    steady.Add(cells[^1]);
                    needs.Add(_unseen[b].SetPoint - _unseen[b].Disturbance);
                    steadyGroups.Add(b);
                }

                for (int u = 0; u < units; u++)
                {
                    forget[u] += kept[(t * units) + u] / (double)(runs.Length * errors.Length);
                }
            }
        }

        return new ControlProbe(
            LinearProbe.Explained(cells, integrals, groups),
            LinearProbe.Explained(before, integrals, groups),
            LinearProbe.Explained(alone, integrals, groups),
            LinearProbe.Explained(steady, needs, steadyGroups),
            forget.Average(),
            forget.Max());

        double[] Row(float[] table, int t) => [.. table.AsSpan(t * units, units).ToArray().Select(v => (double)v)];
    }
}
