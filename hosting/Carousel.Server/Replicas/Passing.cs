namespace Carousel.Server.Replicas;

/// <summary>How an attempt to have something done has ended.</summary>
internal enum Passing
{
    /// <summary>It was answered.</summary>
    Done,

    /// <summary>It was not done, and will not be.</summary>
    NotDone,

    /// <summary>Nobody knows: who might have done it is silent, or must not speak any more.</summary>
    Unknown,
}
