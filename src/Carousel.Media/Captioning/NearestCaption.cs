using Carousel.Jobs;
using Carousel.Jobs.Measuring;
using Carousel.Storage;

namespace Carousel.Captioning;

/// <summary>
/// The sentence of the training picture whose mean colours of squares are nearest: what can be had without learning.
/// </summary>
/// <param name="vectors">The summary of each training picture.</param>
/// <param name="sentences">Its first sentence.</param>
internal sealed class NearestCaption(NearestVectors vectors, IReadOnlyList<string> sentences)
{
    /// <summary>The sentences, to be kept in a model's file; none where the pictures are too many for it.</summary>
    public IReadOnlyList<string> Kept => vectors.CanBeKept ? sentences : [];

    /// <summary>Of pictures that are learned from.</summary>
    public static NearestCaption Of(PicturePixels pixels) =>
        new(new NearestVectors([.. pixels.Summaries]), [.. pixels.Pictures.Select(p => p.Sentences[0])]);

    /// <summary>Of a model's file; null where it keeps none.</summary>
    /// <exception cref="ModelFileException">Its entries do not fit each other.</exception>
    public static NearestCaption? Of(ModelReading reading, IReadOnlyList<string> sentences, CaptionDesign design) =>
        NearestVectors.Of(
            reading.File, reading.Path, sentences.Count, PicturePixels.SummaryLength(design)) is { } vectors
            ? new NearestCaption(vectors, sentences)
            : null;

    /// <summary>What a model's file keeps of it.</summary>
    public IReadOnlyList<StoredTensor> ToTensors() => vectors.CanBeKept ? [vectors.ToTensor()] : [];

    /// <summary>The score of its sentences for pictures.</summary>
    public CaptionScore Score(PicturePixels pixels) => new(
        "nearest", "sentence of the nearest picture", pixels.Pictures,
        pixels.Summaries.Select(s => sentences[vectors.Nearest(s)]));
}
