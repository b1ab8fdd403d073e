using Carousel.Cli.Rendering;
using Carousel.Laboratory.Claims;

namespace Carousel.Lab.Rendering;

/// <summary>What <c>carousel-lab CLAIM --json</c> ends with: one object on one line.</summary>
internal static class ClaimJsonLine
{
    /// <summary>Writes what came of a claim.</summary>
    public static void Write(Terminal terminal, ClaimResult result) =>
        LaboratoryJson.WriteLine(terminal, json => ClaimJson.Write(json, result));

    /// <summary>Writes what came of all claims, each with its name.</summary>
    public static void WriteAll(Terminal terminal, IReadOnlyList<ClaimResult> results) =>
        LaboratoryJson.WriteLine(terminal, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("claims");
            foreach (ClaimResult result in results)
            {
                ClaimJson.Write(json, result, before => before.WriteString("claim", result.Claim.Name));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
}
