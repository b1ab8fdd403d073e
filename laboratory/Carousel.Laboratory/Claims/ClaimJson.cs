using System.Text.Json;
using Carousel.Jobs.Measuring;

namespace Carousel.Laboratory.Claims;

/// <summary>What came of a claim as JSON: a <see cref="FindingJson"/>.</summary>
internal static class ClaimJson
{
    /// <summary>Writes the object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="result">What came of the claim.</param>
    /// <param name="before">Writes fields before the others; null for none.</param>
    public static void Write(Utf8JsonWriter json, ClaimResult result, Action<Utf8JsonWriter>? before = null)
    {
        FindingJson.Write(json, result.Claim.Question, result.Figures, result.Holds, result.Sentence, before);
    }
}
