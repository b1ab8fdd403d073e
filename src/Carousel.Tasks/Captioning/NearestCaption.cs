using Carousel.Storage;
using Carousel.Tasks.Measuring;

namespace Carousel.Tasks.Captioning;

/// <summary>The sentence of the training picture whose mean colours of squares are nearest: what can be had without learning.</summary>
/// <param name="vectors">The summary of each training picture.</param>
/// <param name="sentences">Its first sentence.</param>
internal sealed class NearestCaption(NearestVectors vectors, IReadOnlyList<string> sentences)
{
    /// <summary>What tables call it.</summary>
    public const string Title = "sentence of the nearest picture";

    /// <summary>The sentences, to be kept in a model's file; none where the pictures are too many for it.</summary>
    public IReadOnlyList<string> Kept => vectors.CanBeKept ? sentences : [];

    /// <summary>Of pictures that are learned from.</summary>
    public static NearestCaption Of(PicturePixels pixels, IReadOnlyList<CaptionedPicture> pictures) => new(
        new NearestVectors([.. Enumerable.Range(0, pixels.Count).Select(pixels.Summary)]), [.. pictures.Select(p => p.Sentences[0])]);

    /// <summary>Of a model's file; null where it keeps none.</summary>
    /// <exception cref="ModelFileException">Its entries do not fit each other.</exception>
    public static NearestCaption? Of(ModelFile file, string path, IReadOnlyList<string> sentences, CaptionDesign design) =>
        NearestVectors.Of(file, path, sentences.Count, PicturePixels.SummaryLength(design)) is { } vectors ? new NearestCaption(vectors, sentences) : null;

    /// <summary>What a model's file keeps of it.</summary>
    public IEnumerable<StoredTensor> ToTensors() => vectors.CanBeKept ? [vectors.ToTensor()] : [];

    /// <summary>Its sentences for pictures, beside those that people said.</summary>
    public CaptionScore Score(PicturePixels pixels, IReadOnlyList<CaptionedPicture> pictures) =>
        CaptionScore.Of(Title, pictures, [.. Enumerable.Range(0, pixels.Count).Select(k => sentences[vectors.Nearest(pixels.Summary(k))])]);
}
