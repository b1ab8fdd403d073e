namespace Carousel.Jobs;

/// <summary>A model that can keep learning from the data it is applied to; its file does not change.</summary>
internal interface IAdaptiveModel : IJobModel
{
    /// <summary>Whether it does.</summary>
    bool Adapts { get; set; }
}
