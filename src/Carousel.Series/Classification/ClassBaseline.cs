using System.Text.Json.Serialization;

namespace Carousel.Classification;

/// <summary>The simple classifier inside a classifier of series or of texts.</summary>
public enum ClassBaseline
{
    /// <summary>Of series convolutions; of texts words; of recordings statistics.</summary>
    Auto,

    /// <summary>Of series: features of fixed convolutions with a ridge (MultiRocket, Hydra and Quant).</summary>
    [JsonStringEnumMemberName("MultiRocketHydra")]
    Convolutions,

    /// <summary>Of texts: log-count ratios of words, pairs and letters with a logistic regression.</summary>
    [JsonStringEnumMemberName("OppositeWords")]
    Words,

    /// <summary>Of recordings: statistics of spectrum, timbre, pitch and loudness with a ridge.</summary>
    Statistics,

    /// <summary>None: only the networks answer.</summary>
    None,
}
