namespace Carousel.Jobs;

/// <summary>A model that can learn on from what it is applied to; its file stays as it is.</summary>
internal interface IAdaptiveModel : IJobModel
{
    /// <summary>Whether it does.</summary>
    bool Adapts { get; set; }
}
