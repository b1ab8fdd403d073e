namespace Carousel.Server.Storage;

/// <summary>Partitions that one replica has to itself for a time.</summary>
/// <param name="Replica">Whose.</param>
/// <param name="Epoch">Epoch of its writes; the next owner of the partitions has a higher one.</param>
/// <param name="Writer">The first name under which it writes.</param>
/// <param name="Partitions">Which.</param>
internal sealed record Lease(Guid Replica, long Epoch, Guid Writer, int[] Partitions)
{
    /// <summary>The partitions, separated by commas.</summary>
    public string List => string.Join(", ", Partitions);

    /// <summary>How the writers of a replica go by at the database.</summary>
    /// <param name="replica">The replica.</param>
    public static string WriterOf(Guid replica) => $"carousel {replica:N}";
}
