using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Uses.Anomalies;

/// <summary>
/// The next values of three sensors of a made machine: its load, which is set to a new level now and then, the
/// temperature, which follows the load slowly, and the vibration, which goes with its square.
/// </summary>
/// <remarks>
/// Faults begin in the second quarter and stay: the temperature stays where it is; it drifts; the vibration is that of
/// another load, so that each value of it is usual; the temperature follows late.
/// </remarks>
internal sealed class SensorTask : SequenceTask
{
    /// <summary>Steps that are recorded; the network sees all but the last.</summary>
    public const int Length = 80;

    /// <summary>Sensors.</summary>
    public const int Sensors = 3;

    /// <summary>Kinds of faults.</summary>
    public const int Faults = 4;

    private const double Noise = 0.03, Following = 0.15, Drift = 0.01;
    private const int Delay = 10;

    /// <inheritdoc/>
    public override string Name => "sensors";

    /// <inheritdoc/>
    public override int InputSize => Sensors;

    /// <inheritdoc/>
    public override int OutputSize => Sensors;

    /// <inheritdoc/>
    public override bool HasClasses => false;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch) =>
        Write([.. Enumerable.Range(0, sequences).Select(_ => Record(random, fault: -1))], batch);

    /// <summary>Writes recordings, with the next values as targets at each step.</summary>
    /// <param name="recordings">Each [T][3].</param>
    /// <param name="batch">Begun and filled.</param>
    public static void Write(IReadOnlyList<float[][]> recordings, TaskBatch batch)
    {
        batch.Begin(Length - 1, recordings.Count);
        for (int b = 0; b < recordings.Count; b++)
        {
            for (int t = 0; t + 1 < Length; t++)
            {
                recordings[b][t].CopyTo(batch.Step(b, t));
                batch.AddTarget(b, t, recordings[b][t + 1]);
            }
        }
    }

    /// <summary>Records a machine.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="fault">0 … 3 for a fault, below 0 for none.</param>
    /// <returns>[T][3].</returns>
    public static float[][] Record(TrialRandom random, int fault)
    {
        int from = fault < 0 ? int.MaxValue : random.Between(Length / 4, Length / 2);
        var temperatures = new double[Length];
        var values = new float[Length][];
        double level = random.Uniform(), load = level, temperature = load;
        int left = 0;
        for (int t = 0; t < Length; t++, left--)
        {
            if (left <= 0)
            {
                (level, left) = (random.Uniform(), random.Between(6, 18));
            }

            load += 0.5 * (level - load);
            temperatures[t] = temperature += Following * (load - temperature);
            double shown = t < from ? temperature : fault switch
            {
                0 => temperatures[from],
                1 => temperature + (Drift * (t - from)),
                3 => temperatures[t - Delay],
                _ => temperature,
            };
            double vibrating = t >= from && fault == 2 ? 1 - load : load;
            double[] own = [load, shown, vibrating * vibrating];
            values[t] = [.. own.Select(v => (float)((2 * v) - 1 + (2 * Noise * random.Gaussian())))];
        }

        return values;
    }
}
