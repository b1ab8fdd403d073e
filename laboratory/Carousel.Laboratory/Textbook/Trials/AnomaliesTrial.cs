using Carousel.Autograd;
using Carousel.Laboratory.Textbook.Uses;
using Carousel.Laboratory.Textbook.Uses.Anomalies;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Layers;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>Faults of sensors and attacks on hosts, as what an LSTM did not expect.</summary>
internal sealed class AnomaliesTrial : StatementTrial
{
    private const int Units = 24, Window = 6, Known = 2000, Clean = 1000, Cases = 200;

    private static readonly double[] _weights = [0.1, 0.2, 0.4, 0.7, 1];
    private static readonly int[] _windows = [3, Window, 12];

    /// <inheritdoc/>
    public override int Number => 39;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        Outcome sensors = Sensors(seed, backend, cancellation);
        progress(0.7);
        Outcome intrusion = Intrusion(seed, backend, cancellation);
        return new Dictionary<string, double>
        {
            ["false_alarms"] = (sensors.False + intrusion.False) / 2,
            ["sensors_found"] = sensors.Found,
            ["sensors_over_rival"] = sensors.Found - sensors.Rival,
            ["intrusion_found"] = intrusion.Found,
            ["intrusion_over_rival"] = intrusion.Found - intrusion.Rival,
        };
    }

    private static Outcome Sensors(ulong seed, CpuBackend backend, CancellationToken cancellation)
    {
        var task = new SensorTask();
        TaskNetwork network = UseTraining.Run(
            backend, new Lstm(task.InputSize, Units), task, 400, seed, cancellation, size: 16);
        var random = new TrialRandom(seed, "textbook/sensors/asked", 0);
        float[][][] Recorded(int count, bool areFaulty) =>
        [
            .. Enumerable.Range(0, count).Select(
                k => SensorTask.Record(random, areFaulty ? k % SensorTask.Faults : -1)),
        ];
        float[][][] held = Recorded(Clean, false), clean = Recorded(Clean, false), asked = Recorded(Cases, true);
        (double Found, double False) Watch(Func<float[][][], double[][][]> errors, int window)
        {
            double[][][] usual = errors(held);
            double[] Scores(double[][][] of) => SensorScores.Of(of, usual, window);
            return Alarm.Watch(Scores(usual), Scores(errors(clean)), Scores(errors(asked)));
        }

        return new Outcome(
            Watch(r => SensorScores.Errors(backend, network, task, r), Window),
            _weights.Max(w => _windows.Max(window => Watch(r => SensorScores.MeanErrors(r, w), window).Found)));
    }

    private static Outcome Intrusion(ulong seed, CpuBackend backend, CancellationToken cancellation)
    {
        var task = new EventTask("textbook/hosts", IntrusionLog.Symbols, IntrusionLog.Symbols, IntrusionLog.Draw);
        TaskNetwork network = UseTraining.Run(
            backend, new Lstm(task.InputSize, Units), task, 1200, seed, cancellation);
        var random = new TrialRandom(seed, "textbook/hosts/asked", 0);
        WatchedEvents[] Sessions(int count, bool areAttacked) =>
        [
            .. Enumerable.Range(0, count).Select(
                k => IntrusionLog.Draw(random, areAttacked ? k % IntrusionLog.Attacks.Count : -1)),
        ];
        WatchedEvents[] known = Sessions(Known, false), held = Sessions(Clean, false), clean = Sessions(Clean, false),
            asked = Sessions(Cases, true);
        (double Found, double False) Watch(Func<IReadOnlyList<WatchedEvents>, double[][]> surprises)
        {
            double[] Scores(WatchedEvents[] sessions) =>
                [.. surprises(sessions).Select(s => Alarm.Smoothed(s, Window).Max())];
            return Alarm.Watch(Scores(held), Scores(clean), Scores(asked));
        }

        MarkovRival[] rivals = [.. Enumerable.Range(1, 3).Select(k => new MarkovRival(known, task.OutputSize, k))];
        return new Outcome(
            Watch(logs => task.Surprises(backend, network, logs)),
            rivals.Max(r => Watch(logs => [.. logs.Select(r.Surprises)]).Found));
    }

    private readonly record struct Outcome((double Found, double False) Own, double Rival)
    {
        public double Found => Own.Found;

        public double False => Own.False;
    }
}
