namespace Carousel.Testing;

/// <summary>Optional data outside the repository.</summary>
public static class SharedData
{
    /// <summary>A file of the folder <c>shared/data</c> next to the repository; null if it is missing.</summary>
    /// <param name="path">Folder and name, such as <c>forecast/airline-passengers.csv</c>.</param>
    public static string? Find(string path)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Carousel.slnx")))
        {
            folder = folder.Parent;
        }

        string? file = folder?.Parent is { } beside ? Path.Combine(beside.FullName, "shared", "data", path) : null;
        return file is not null && File.Exists(file) ? file : null;
    }
}
