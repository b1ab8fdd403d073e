using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Tagging;

/// <summary>
/// What the trainer trains: all networks at once, each in its own order; sentences of like length together; while
/// training, words are hidden, rare ones more often.
/// </summary>
/// <param name="model">The built networks.</param>
/// <param name="encoder">Whose table the sentences are in.</param>
/// <param name="training">Sentences with known labels.</param>
/// <param name="validation">Sentences with labels.</param>
/// <param name="score">The validation score of the labels found, lower is better.</param>
/// <param name="batchSize">Sentences of a step.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="fingerprint">See <see cref="ITrainingProblem.Fingerprint"/>.</param>
internal sealed class TagProblem(
    TagModel model, SentenceEncoder encoder, List<EncodedSentence> training, List<EncodedSentence> validation,
    Func<int[][], double> score, int batchSize, ulong seed, string fingerprint)
    : BatchProblem(model, Order(training, batchSize, seed, ""), fingerprint)
{
    private readonly WordHiding _hiding = new(encoder, training, model.Design.WordDropout);
    private readonly Member[] _members =
    [
        .. model.Members.Select((network, m) =>
        {
            string own = m == 0 ? "" : FormattableString.Invariant($" of network {m + 1}");

            // The tape reads each batch's packing once more on the way back, so networks can't share a batch.
            return new Member(
                network, m == 0 ? null : Order(training, batchSize, seed, own),
                new TagBatch(encoder, model.Design.Channels),
                new CounterRandom(seed, CounterRandom.Purpose($"words dropped{own}")));
        }),
    ];

    /// <inheritdoc/>
    public override double? Validate(Tape tape, CancellationToken cancellation) =>
        validation.Count == 0 ? null : score(model.Labels(tape, encoder, validation, cancellation));

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, int epoch, int batch, ReadOnlySpan<int> chosen)
    {
        int[] common = chosen.ToArray();
        Variable loss = model.Mean(tape, _members.Select(member =>
        {
            int[] places = member.Order?.Of(epoch, batch).ToArray() ?? common;
            member.Batch.Fill(
                [.. places.Select(s => training[s])], _hiding.Of(member.Dropped, epoch, places));
            return member.Network.Loss(tape, member.Batch);
        }));
        return new BatchLoss(loss, _members.Sum(m => m.Batch.Tokens.Rows));
    }

    private static LengthBatches Order(List<EncodedSentence> sentences, int batchSize, ulong seed, string own) =>
        new([.. sentences.Select(s => s.Length)], batchSize, seed, $"sentences{own}");

    /// <summary>A network and how it meets the sentences.</summary>
    /// <param name="Network">The network.</param>
    /// <param name="Order">Of the sentences; null for that of the problem.</param>
    /// <param name="Batch">Refilled for each step.</param>
    /// <param name="Dropped">Draws the words that are hidden.</param>
    private sealed record Member(TagNetwork Network, LengthBatches? Order, TagBatch Batch, CounterRandom Dropped);
}
