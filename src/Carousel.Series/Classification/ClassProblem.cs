using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Baselines;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Classification;

/// <summary>
/// What the trainer trains: all networks at once, each on its own part of the data in its own order; validated on what
/// each has not seen.
/// </summary>
internal sealed class ClassProblem : ITrainingProblem
{
    private readonly ClassModel _model;
    private readonly IReadOnlyList<EncodedSample> _samples;
    private readonly Training.Loss _loss;
    private readonly Member[] _members;

    public ClassProblem(
        ClassModel model, IReadOnlyList<EncodedSample> samples, ClassTraining training, ulong seed, string fingerprint)
    {
        (_model, _samples, Fingerprint) = (model, samples, fingerprint);
        _loss = Training.Loss.CrossEntropy((float)training.Smoothing);
        string[] groups = [.. samples.Select(s => s.Source.Group)];
        Divisions = [.. Enumerable.Range(0, training.Divisions).Select(Divide)];
        _members = [.. model.Members.Select((network, m) =>
        {
            int[] fold = Divisions[m / training.Folds % training.Divisions];
            int part = m % training.Folds;
            int[] learned = [.. Enumerable.Range(0, fold.Length).Where(i => fold[i] != part)];

            // The tape reads each batch's packing once more on the way back, so networks can't share a batch.
            return new Member(
                network, learned, [.. Enumerable.Range(0, fold.Length).Where(i => fold[i] == part)],
                new ShuffledBatches(learned.Length, training.Batch, seed, $"order of network {m}"),
                new ClassNoise(model.Encoder, training, m, seed), model.Encoder.MakeBatch());
        })];

        int[] Divide(int division)
        {
            ulong own = seed + (ulong)division;
            return GroupSplit.IsDivisible(groups, training.Folds)
                ? GroupSplit.Divide(groups, training.Folds, own)
                : ClassFolds.Divide(
                    [.. samples.Select(s => s.Class)], training.Folds, own, "parts for validation");
        }
    }

    /// <inheritdoc/>
    public Layer Model => _model;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <summary>
    /// The part of each sequence in each division: a network is checked on one part of one of them.
    /// </summary>
    public int[][] Divisions { get; }

    /// <summary>Ends the training if the network will get no share of the answer; null for never.</summary>
    public EarlyDecision? Decision { get; set; }

    /// <inheritdoc/>
    public bool IsDecided(Tape tape, int epoch, CancellationToken cancellation) =>
        Decision?.IsReached(tape, epoch, cancellation) ?? false;

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => _members.Max(m => m.Order.Count);

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        int count = 0;
        Variable loss = _model.Mean(tape, _members.Where(m => batch < m.Order.Count).Select(member =>
        {
            int[] places = [.. member.Order.Of(epoch, batch).ToArray().Select(i => member.Learned[i])];
            count += places.Length;
            return Loss(tape, member, epoch, places);
        }));
        return new BatchLoss(loss, count);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation) =>
        -Unseen(tape, cancellation).Average(u => (double?)Probabilities.LogSoftmax(u.Scores, _samples[u.Row].Class));

    /// <summary>The classes' frequencies in what each network learns from, asked of what it is checked on.</summary>
    public ValidationBaseline Baseline => ClassBaselines.Frequencies(_members.Select(member => (
        (IReadOnlyList<int>)_model.Encoder.CountOf([.. member.Learned.Select(i => _samples[i])]),
        member.Unseen.Select(i => _samples[i].Class))));

    /// <summary>What each network says of the sequences that it did not learn from.</summary>
    /// <param name="tape">Begun for each batch.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The place of a sequence in the training data, and its scores.</returns>
    public (int Row, float[] Scores)[] Unseen(Tape tape, CancellationToken cancellation) =>
    [
        .. _members.SelectMany((member, m) =>
            member.Unseen.Zip(
                _model.Scores(tape, m, [.. member.Unseen.Select(i => _samples[i])], cancellation))),
    ];

    private Variable Loss(Tape tape, Member member, int epoch, int[] places)
    {
        ClassEncoder.Fill(member.Batch, [.. places.Select(i => member.Noise.Change(_samples[i], i, epoch))]);
        Variable scores = member.Network.Forward(tape, member.Batch);
        Tensor truth = tape.Arena.Allocate(new Shape(places.Length, 1));
        truth.Write([.. places.Select(i => (float)_samples[i].Class)]);
        return _loss.Apply(tape, scores, truth);
    }

    /// <summary>A network and its data.</summary>
    /// <param name="Network">The network.</param>
    /// <param name="Learned">The places of the sequences that it learns from.</param>
    /// <param name="Unseen">The places of the sequences that it is checked on.</param>
    /// <param name="Order">Of those that it learns from.</param>
    /// <param name="Noise">Its changes of sequences.</param>
    /// <param name="Batch">Refilled for each step.</param>
    private sealed record Member(
        ClassNetwork Network, int[] Learned, int[] Unseen, ShuffledBatches Order, ClassNoise Noise,
        SequenceBatch Batch);
}
