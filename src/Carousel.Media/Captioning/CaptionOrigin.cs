namespace Carousel.Captioning;

/// <summary>What a captioner learned from, and its simplest baseline.</summary>
/// <param name="Fingerprint">Of all pictures and sentences.</param>
/// <param name="Pictures">Of the training part.</param>
/// <param name="Sentences">Of the training part.</param>
/// <param name="MostFrequent">The sentence said most often of pictures of the training part.</param>
/// <param name="Nearest">The first sentence of each training picture whose summary is kept; null in older
/// files.</param>
/// <param name="PictureWidth">Columns of the pictures that were learned from; 0 in older files.</param>
/// <param name="PictureHeight">Rows of them.</param>
internal sealed record CaptionOrigin(
    string Fingerprint, int Pictures, int Sentences, string MostFrequent, IReadOnlyList<string>? Nearest = null,
    int PictureWidth = 0, int PictureHeight = 0);

/// <summary>What a captioner is, as its file says.</summary>
/// <param name="Design">The network.</param>
/// <param name="Beam">Hypotheses that the beam search keeps.</param>
internal sealed record CaptionConfiguration(CaptionDesign Design, int Beam);
