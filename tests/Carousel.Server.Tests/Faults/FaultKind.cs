namespace Carousel.Server.Tests.Faults;

/// <summary>Which calls of a database to its files fail.</summary>
internal enum FaultKind
{
    /// <summary>None.</summary>
    None,

    /// <summary>A read.</summary>
    Read,

    /// <summary>A write; a half of it may reach the file.</summary>
    Write,

    /// <summary>A sync.</summary>
    Sync,

    /// <summary>The opening of a file, or of the memory that connections share.</summary>
    Open,

    /// <summary>The allocations after a call, until some calls later.</summary>
    Allocation,
}
