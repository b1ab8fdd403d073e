using Carousel.Jobs.Text;
using Carousel.Tensors;

namespace Carousel.Tagging;

/// <summary>Fits linear chains to the sentences of a training part, and to parts of them.</summary>
/// <param name="labels">Their labels.</param>
/// <param name="isChain">Whether labels are decided together.</param>
/// <param name="seed">Draws the order of sentences.</param>
/// <param name="threads">How many threads compute; bits do not depend on them.</param>
/// <param name="cancellation">Stops between sentences.</param>
internal sealed class FieldFolds(
    Vocabulary labels, bool isChain, ulong seed, int threads, CancellationToken cancellation)
{
    private const int Folds = 5, Epochs = 8;

    /// <summary>A chain of all sentences.</summary>
    /// <param name="sentences">The sentences.</param>
    public LabelField Whole(IReadOnlyList<TokenSentence> sentences) => Fit(Encoded(sentences));

    /// <summary>For each sentence the scores of a chain that knows neither it nor its neighbours.</summary>
    /// <param name="sentences">The sentences.</param>
    /// <returns>[T, C] each.</returns>
    public float[][] Told(IReadOnlyList<TokenSentence> sentences)
    {
        FieldSentence[] encoded = Encoded(sentences);
        var told = new float[sentences.Count][];
        using var workers = new Workers(threads);
        workers.Run(new EachPart(fold =>
        {
            LabelField field = Fit([.. encoded.Where((_, s) => FoldOf(s) != fold)]);
            for (int s = 0; s < told.Length; s++)
            {
                if (FoldOf(s) == fold)
                {
                    told[s] = field.Scores(sentences[s].Tokens, isChain);
                }
            }
        }), Folds);
        return told;

        int FoldOf(int sentence) => sentence / TagData.BlockOf(sentences.Count) % Folds;
    }

    private LabelField Fit(IReadOnlyList<FieldSentence> sentences) =>
        FieldFit.Run(sentences, labels.Count, Epochs, seed, cancellation);

    private FieldSentence[] Encoded(IReadOnlyList<TokenSentence> sentences) =>
    [
        .. sentences.Select(s => new FieldSentence(
            TokenFeatures.Of(s.Tokens), [.. s.Labels.Select(labels.NumberOf)])),
    ];
}
