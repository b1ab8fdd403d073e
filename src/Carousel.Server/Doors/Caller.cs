namespace Carousel.Server.Doors;

/// <summary>Who asks.</summary>
/// <param name="Owner">Marks the sessions that the caller begins: nobody else may use them; 0 where no key is asked
/// for.</param>
internal sealed record Caller(long Owner)
{
    /// <summary>The caller of a server without keys.</summary>
    public static Caller Anyone { get; } = new(0);
}
