namespace Carousel.Studio.Storage;

/// <summary>A stored data set.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">As the user named it.</param>
/// <param name="File">The file or folder inside the folder of the data set; empty until it is complete.</param>
/// <param name="Created">When it came.</param>
/// <param name="Bytes">Of its files.</param>
/// <param name="Found">What was found in it, as JSON; empty until it was read.</param>
internal sealed record StoredData(long Id, string Name, string File, DateTime Created, long Bytes, string Found);
