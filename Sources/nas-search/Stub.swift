import Architectures
struct DeviceCatalogue { static func bundled() throws -> DeviceCatalogue { DeviceCatalogue() }
  subscript(name: String) -> Device? { name == "titan_rtx_1" ? Device(name: name, hardware: "nvidia-titan-rtx", aliases: ["rtx6000"]) : nil }
  func note(ofAlias: String) -> String? { "stands for titan_rtx_1" } }
