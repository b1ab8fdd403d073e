using Carousel.Training;

namespace Carousel.Jobs.Fitting;

/// <summary>An observer of every training of a fit; other observers get only the main one.</summary>
internal interface IPartObserver : ITrainingObserver
{
    /// <summary>Another training of the same fit begins.</summary>
    /// <param name="title">What it is for, in words.</param>
    void OnPart(string title);
}
