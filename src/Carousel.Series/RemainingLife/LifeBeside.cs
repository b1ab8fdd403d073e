using Carousel.Jobs;

namespace Carousel.RemainingLife;

/// <summary>A fit of remaining lives, with its training units and the fits for comparison.</summary>
/// <param name="Plan">What was fitted.</param>
/// <param name="Model">The fitted model.</param>
/// <param name="Own">The fit.</param>
/// <param name="Alone">The network without a baseline inside; null where there is none.</param>
/// <param name="Similar">Similarity of trajectories.</param>
/// <param name="Trees">Trees without each fold.</param>
/// <param name="Ridge">Ridge regression without each fold.</param>
internal sealed record LifeBeside(
    JobPlan<LifeModel> Plan, LifeModel Model, LifeTrained Own, LifeTrained? Alone, SimilarLives Similar,
    LifeCrossFit Trees, LifeCrossFit Ridge) : Fitted<LifeModel>(Plan, Model);
