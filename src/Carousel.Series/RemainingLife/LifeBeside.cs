using Carousel.RemainingLife.Rivals;

namespace Carousel.RemainingLife;

/// <summary>What only a model knows that was just fitted: its training units, and what it is compared with.</summary>
/// <param name="Own">The fit.</param>
/// <param name="Alone">The network without a rival inside; null where there is none.</param>
/// <param name="Similar">Similarity of trajectories.</param>
/// <param name="Trees">Trees without each fold.</param>
/// <param name="Ridge">Ridge regression without each fold.</param>
internal sealed record LifeBeside(
    LifeTrained Own, LifeTrained? Alone, SimilarLives Similar, LifeCrossFit Trees, LifeCrossFit Ridge);
