namespace Carousel.Server.Storage;

/// <summary>Who has what, as of a moment.</summary>
/// <param name="Leases">[partitions].</param>
/// <param name="Replicas">Those that were heard of within the time of a lease.</param>
internal sealed record LeaseView(LeasedPartition[] Leases, ReplicaAddress[] Replicas);

/// <summary>A partition, and who has it.</summary>
/// <param name="Replica">Who had it last.</param>
/// <param name="Epoch">Of its writes.</param>
/// <param name="IsHeld">Whether its time has not run out.</param>
internal readonly record struct LeasedPartition(Guid Replica, long Epoch, bool IsHeld);

/// <summary>A replica.</summary>
/// <param name="Id">Of its process: another one after each start.</param>
/// <param name="Address">Where others reach it.</param>
/// <param name="Secret">What those show who pass requests on.</param>
internal sealed record ReplicaAddress(Guid Id, Uri Address, Guid Secret);
