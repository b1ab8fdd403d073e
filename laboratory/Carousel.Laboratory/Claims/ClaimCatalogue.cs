namespace Carousel.Laboratory.Claims;

/// <summary>All claims, in the order in which the page shows them.</summary>
internal static class ClaimCatalogue
{
    /// <summary>All claims.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [new AgreementClaim(), new CellsClaim(), new StepClaim()];

    /// <summary>A claim by name.</summary>
    /// <param name="name">In any case.</param>
    /// <returns>The claim, or null if no claim has that name.</returns>
    public static Claim? Find(string name) =>
        All.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
