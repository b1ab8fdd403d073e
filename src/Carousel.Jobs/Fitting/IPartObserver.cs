using Carousel.Training;

namespace Carousel.Jobs.Fitting;

/// <summary>An observer that is told of every training of a fit; others are told of the main one alone.</summary>
internal interface IPartObserver : ITrainingObserver
{
    /// <summary>Another training of the same fit begins.</summary>
    /// <param name="title">What it is for, in words.</param>
    void OnPart(string title);
}
