using System.Text.Json.Serialization;
using Carousel.Jobs.Options;

namespace Carousel.Classification;

/// <summary>The simple classifier inside a classifier of series or of texts.</summary>
public enum ClassBaseline
{
    /// <summary>
    /// Of series the one that errs less on training series that it was not fitted on; of texts words.
    /// </summary>
    Auto,

    /// <summary>Random convolutions with a ridge.</summary>
    Convolutions,

    /// <summary>The nearest neighbour, with or without time warping.</summary>
    [OptionWord("neighbours")]
    [JsonStringEnumMemberName("Neighbours")]
    Neighbors,

    /// <summary>Of texts: log-count ratios of words, pairs and letters with a logistic regression.</summary>
    Words,

    /// <summary>None: only the networks answer.</summary>
    None,
}
