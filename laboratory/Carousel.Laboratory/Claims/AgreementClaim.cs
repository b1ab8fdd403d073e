using Carousel.Laboratory.Claims.Agreement;

namespace Carousel.Laboratory.Claims;

/// <summary>"The keys to the cabinet … are": the subject's number over nouns of the other number.</summary>
internal sealed class AgreementClaim : Claim
{
    /// <inheritdoc/>
    public override string Name => "agreement";

    /// <inheritdoc/>
    public override string Title => "Agreement of verb and subject over attractors";

    /// <inheritdoc/>
    public override string Statement =>
        "\"The keys to the cabinet … are\": an LSTM keeps the number of the subject over nouns that would have the "
        + "verb otherwise, and does so better than a simple recurrent network.";

    /// <inheritdoc/>
    public override string Question =>
        "In how many minimal pairs does a language model find the right sentence likelier?";

    /// <inheritdoc/>
    public override string Setup =>
        "Both sentences of a pair are read whole, and the logarithms of the probabilities of their units are summed. "
        + "Row 15 of textbook trains networks for the same question.";

    /// <inheritdoc/>
    public override string Source =>
        "Linzen, Dupoux and Goldberg 2016; Marvin and Linzen 2018 (minimal pairs); Bock and Miller 1991 (attraction)";

    /// <inheritdoc/>
    public override IReadOnlyList<ExpectedFigure> Expected => [];

    /// <inheritdoc/>
    public override int DefaultSeeds => 0;

    /// <inheritdoc/>
    public override bool HasFull => false;

    /// <inheritdoc/>
    public override IReadOnlyList<ClaimInput> Inputs { get; } =
    [
        new("MODEL", "A model that 'carousel language' wrote."),
        new(
            "PAIRS",
            "A file of minimal pairs: on each line a right sentence, a tab, a wrong one and, if wanted, a tab and a "
            + "class by which they are counted."),
    ];

    /// <inheritdoc/>
    public override ClaimResult Run(ClaimRun run) => PairScores.Run(this, run);
}
