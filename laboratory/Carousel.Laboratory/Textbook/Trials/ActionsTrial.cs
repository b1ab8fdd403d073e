using Carousel.Autograd;
using Carousel.Laboratory.Textbook.Uses;
using Carousel.Laboratory.Textbook.Uses.Films;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>Walking, running and jumping of people that no training has seen, by films and by their frames.</summary>
internal sealed class ActionsTrial : StatementTrial
{
    private const int Features = 24, Units = 24, Batches = 1000, Bodies = 120, Films = 4000, Asked = 400;
    private const double Rate = 0.005;

    /// <inheritdoc/>
    public override int Number => 40;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        Told filmed = Tell(seed, backend, isFilmed: true, asksDirection: false, cancellation);
        progress(0.4);
        Told clear = Tell(seed, backend, isFilmed: false, asksDirection: true, cancellation);
        return new Dictionary<string, double>
        {
            ["clear_right"] = clear.Right,
            ["filmed_right"] = filmed.Right,
            ["filmed_over_frames"] = filmed.Right - filmed.ByFrames,
            ["direction_right"] = clear.Direction,
        };
    }

    private static Told Tell(
        ulong seed, CpuBackend backend, bool isFilmed, bool asksDirection, CancellationToken cancellation)
    {
        var random = new TrialRandom(seed, "textbook/films", 0);
        Silhouettes[] Filmed(int first, int count) =>
        [
            .. Enumerable.Range(0, count).Select(k => Silhouettes.Film(
                random, seed, first + (k % Bodies), random.Below(Silhouettes.Actions.Count), isFilmed)),
        ];
        Silhouettes[] learned = Filmed(0, Films), asked = Filmed(Bodies, Films / 3);
        SequenceLayer Frames(int inputs) => new Dense(inputs, Features, ElementwiseFunction.Tanh);
        TaskNetwork Trained(SequenceLayer core, SequenceTask on) =>
            UseTraining.Run(backend, core, on, Batches, seed, cancellation, Rate);
        double Right(TaskNetwork network, SequenceTask on) =>
            UseTraining.Score(backend, network, on, seed, Asked).Accuracy;
        double ByFilm(SequenceTask task, SequenceTask on) =>
            Right(Trained(new Stack(Frames(task.InputSize), new Lstm(Features, Units)), task), on);
        double ByFrame(SequenceTask task, Func<TaskNetwork, double> right) =>
            right(Trained(new Stack(Frames(task.InputSize), UseTraining.StepAlone(Features, 4 * Units)), task));

        var films = new SilhouetteTask(learned, asksEachFrame: false);
        var newFilms = new SilhouetteTask(asked, asksEachFrame: false);
        var newFrames = new SilhouetteTask(asked, asksEachFrame: true);
        double byVotes = ByFrame(
            new SilhouetteTask(learned, asksEachFrame: true), n => Votes.Right(backend, n, newFrames, seed, Asked));
        double byMeans = ByFrame(new PooledTask(films), n => Right(n, new PooledTask(newFilms)));
        return new Told(
            ByFilm(films, newFilms), Math.Max(byVotes, byMeans),
            asksDirection ? ByFilm(new DirectionTask(learned), new DirectionTask(asked)) : 0);
    }

    private readonly record struct Told(double Right, double ByFrames, double Direction);
}
