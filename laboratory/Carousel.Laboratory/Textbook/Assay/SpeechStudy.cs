using Carousel.Autograd;
using Carousel.Inspection.Comparison;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Laboratory.Textbook.Assay;

/// <summary>
/// Studies of days with and without therapy: a model that has learned speech of other people reads each recording, and
/// the gates of a subject's days are compared, all measures at once.
/// </summary>
internal sealed class SpeechStudy
{
    private const int Units = 8, Subjects = 16, Days = 12, Exchanges = 199;
    private const long Sequences = 4_000;

    private readonly CpuBackend _backend;
    private readonly Lstm _cell;
    private readonly ulong _seed;
    private readonly bool _isLevelled;

    /// <summary>Learns the model.</summary>
    /// <param name="isLevelled">Whether recordings are normalised to one loudness.</param>
    /// <param name="seed">Of recordings and weights.</param>
    /// <param name="backend">Of one thread.</param>
    /// <param name="cancellation">Stops it.</param>
    public SpeechStudy(bool isLevelled, ulong seed, CpuBackend backend, CancellationToken cancellation)
    {
        var task = new SpeechTask(isLevelled);
        (_backend, _seed, _isLevelled, _cell) = (backend, seed, isLevelled, new Lstm(task.InputSize, Units));
        var network = new TaskNetwork(_cell, task.OutputSize);
        network.Build(backend, seed);
        TaskTraining.Run(
            backend, network, task,
            new TaskTrainingOptions
            {
                CheckEvery = 125,
                MostSequences = Sequences,
                HeldSequences = 64,
                Trainer = TaskTrainingOptions.FallingRate(0.01),
            },
            seed, cancellation);
    }

    /// <summary>The share of studies that say that gates differ.</summary>
    /// <param name="difference">How the days differ in truth.</param>
    /// <param name="studies">How many studies, each of new people.</param>
    /// <param name="level">The accepted rate of false findings in studies of equal days.</param>
    /// <param name="cancellation">Stops it.</param>
    public double Reported(DayDifference difference, int studies, double level, CancellationToken cancellation) =>
        Enumerable.Range(0, studies).Average(k => PValue(difference, k, cancellation) <= level ? 1.0 : 0);

    // Days with and without therapy take turns, and who begins with which is drawn.
    private double PValue(DayDifference difference, int study, CancellationToken cancellation)
    {
        var random = new TrialRandom(_seed, $"assay/{difference}/{_isLevelled}", study);
        var hasTherapy = new bool[Subjects * Days];
        var whose = new int[hasTherapy.Length];
        var rows = new List<double[]>();
        var summaries = new GateSummaries(hasTherapy.Length);
        for (int s = 0; s < Subjects; s++)
        {
            SpeechSubject subject = SpeechSubject.Draw(random);
            bool isFirst = random.Coin();
            for (int d = 0; d < Days; d++)
            {
                int session = (s * Days) + d;
                (hasTherapy[session], whose[session]) = ((d % 2 == 0) == isFirst, s);
                float[] frames = SpeechDays.Record(subject, hasTherapy[session], difference, _isLevelled, random);
                summaries.Add(
                    _backend, _cell, frames, [.. Enumerable.Repeat(session, SpeechDays.Frames)]);
            }
        }

        bool[] isGate =
        [
            .. summaries.Measures.SelectMany(
                m => Enumerable.Repeat(m.Quantity != TraceQuantity.Hidden, m.Units)),
        ];
        for (int session = 0; session < hasTherapy.Length; session++)
        {
            rows.Add([.. summaries.Of(session).Where((_, v) => isGate[v])]);
        }

        return GroupComparison.Of(
            ComparisonDesign.OfSessions(hasTherapy, whose), [.. rows.SelectMany(r => r)], Exchanges,
            _seed + (ulong)study, cancellation: cancellation).FamilyPValue;
    }
}
